// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cronrule.h"

#include "base/format.h"
#include "base/text.h"

#include <QStringList>

#include <array>
#include <optional>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype fieldCount = 5;

struct Field
{
    QString name;
    int least;
    int most;
    QStringList names; ///< of its values, from the least; none: numbers alone
};

std::array<Field, fieldCount> fields()
{
    return {{
        {Text::tr("minute"), 0, 59, {}},
        {Text::tr("hour"), 0, 23, {}},
        {Text::tr("day of month"), 1, 31, {}},
        {Text::tr("month"),
         1,
         12,
         {u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s, u"jul"_s, u"aug"_s, u"sep"_s, u"oct"_s,
          u"nov"_s, u"dec"_s}},
        {Text::tr("day of week"),
         0,
         7,
         {u"sun"_s, u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s}},
    }};
}

QString spelledOut(const QString &text)
{
    const QString shorthand = text.toLower();
    if (shorthand == u"@hourly")
        return u"0 * * * *"_s;
    if (shorthand == u"@daily")
        return u"0 0 * * *"_s;
    if (shorthand == u"@weekly")
        return u"0 0 * * 0"_s;
    if (shorthand == u"@monthly")
        return u"0 0 1 * *"_s;
    return text;
}

std::optional<int> valueOf(const QString &text, const Field &field)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    const qsizetype named = field.names.indexOf(text.toLower());
    const int value = isNumber || named < 0 ? number : static_cast<int>(named) + field.least;
    if ((!isNumber && named < 0) || value < field.least || value > field.most)
        return {};
    return value;
}

struct Range
{
    int first;
    int last;
    int step;
};

/// One part of a list: "*", "5", "mon-fri", "*/15", "10-50/20".
std::optional<Range> rangeOf(const QString &part, const Field &field)
{
    const QString span = part.section(u'/', 0, 0);
    const bool every = span == u"*";
    const bool stepped = part.contains(u'/');
    const bool spans = every || span.contains(u'-');
    const auto first = every ? field.least : valueOf(span.section(u'-', 0, 0), field);
    auto last = every ? field.most : spans ? valueOf(span.section(u'-', 1), field) : first;
    if (!first || !last || (stepped && !spans))
        return {};
    const bool endsOnSunday = field.most == 7 && *last == 0 && *first > 0;
    if (endsOnSunday)
        last = 7;
    bool isNumber = true;
    const int step = stepped ? part.section(u'/', 1).toInt(&isNumber) : 1;
    if (*last < *first || !isNumber || step < 1)
        return {};
    return Range{*first, *last, step};
}

/// The values of one field as bits; nothing when it cannot be read.
std::optional<quint64> bitsOf(const QString &text, const Field &field)
{
    quint64 bits = 0;
    for (const QString &part : text.split(u',')) {
        const std::optional<Range> range = rangeOf(part, field);
        if (!range)
            return {};
        for (int value = range->first; value <= range->last; value += range->step)
            bits |= quint64(1) << value;
    }
    return bits;
}

tl::unexpected<Error> refused(const QString &message)
{
    return fail(ErrorCode::Configuration, u"schedule.cron"_s, message,
                Text::tr("Five fields: minute, hour, day of month, month, day of week; \"0 3 * * 1-5\" is "
                         "03:00 from Monday to Friday."));
}

} // namespace

Result<CronRule> CronRule::parse(const QString &text)
{
    const QStringList parts = spelledOut(text.trimmed()).simplified().split(u' ');
    if (parts.size() != fieldCount)
        return refused(Text::tr("%1 is no rule of five fields.").arg(quoted(text)));
    std::array<quint64, fieldCount> bits{};
    const auto known = fields();
    for (std::size_t i = 0; i < bits.size(); ++i) {
        const QString &part = parts.at(static_cast<qsizetype>(i));
        const std::optional<quint64> read = bitsOf(part, known[i]);
        if (!read)
            return refused(Text::tr("the %1 is %2, expected *, or numbers from %3 to %4.")
                               .arg(known[i].name, quoted(part), QString::number(known[i].least),
                                    QString::number(known[i].most)));
        bits[i] = *read;
    }
    CronRule rule;
    rule.m_text = text;
    rule.m_minutes = bits[0];
    rule.m_hours = bits[1];
    rule.m_days = bits[2];
    rule.m_months = bits[3];
    rule.m_weekdays = bits[4] | bits[4] >> 7; // 7 is Sunday, too
    rule.m_anyDay = parts[2].startsWith(u'*');
    rule.m_anyWeekday = parts[4].startsWith(u'*');

    // The calendar repeats every 28 years, as long as no leap year is left out.
    const QDate begin(2000, 1, 1);
    for (QDate day = begin; day.year() < begin.year() + 28; day = day.addDays(1)) {
        if (rule.matchesDay(day))
            return rule;
    }
    return refused(Text::tr("%1 never comes due: no month it names has such a day.").arg(quoted(text)));
}

bool CronRule::matchesDay(QDate date) const
{
    if (!m_months.test(static_cast<std::size_t>(date.month())))
        return false;
    const bool day = m_days.test(static_cast<std::size_t>(date.day()));
    const bool weekday = m_weekdays.test(static_cast<std::size_t>(date.dayOfWeek() % 7));
    return m_anyDay || m_anyWeekday ? day && weekday : day || weekday;
}

QTime CronRule::firstTime(QTime from) const
{
    const bool isWhole = from.second() == 0 && from.msec() == 0;
    int minute = from.hour() * 60 + from.minute() + (isWhole ? 0 : 1);
    while (minute < 24 * 60) {
        const auto hour = static_cast<std::size_t>(minute / 60);
        if (!m_hours.test(hour))
            minute = (minute / 60 + 1) * 60;
        else if (!m_minutes.test(static_cast<std::size_t>(minute % 60)))
            ++minute;
        else
            return QTime(minute / 60, minute % 60);
    }
    return {};
}

} // namespace lifeboat
