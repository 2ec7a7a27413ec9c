// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/scheduletable.h"

#include "base/format.h"
#include "base/text.h"

#include <QRegularExpression>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto atKey = "at"_L1;
constexpr auto daysKey = "days"_L1;
constexpr auto cronKey = "cron"_L1;

QStringList dayTexts()
{
    return {u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s, u"sun"_s};
}

template<typename T> void sortOnce(QList<T> &values)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

QList<QTime> readTimes(const TableReader &table)
{
    static const QRegularExpression shape(
        QRegularExpression::anchoredPattern(u"([01]?[0-9]|2[0-3]):([0-5][0-9])"_s));
    QList<QTime> times;
    for (const QString &text : table.texts(atKey)) {
        const auto match = shape.match(text);
        if (!match.hasMatch()) {
            table.fail(atKey,
                       Text::tr("is %1, expected a time from \"00:00\" to \"23:59\".").arg(quoted(text)));
            return {};
        }
        times.append(QTime(match.captured(1).toInt(), match.captured(2).toInt()));
    }
    sortOnce(times);
    return times;
}

QList<Qt::DayOfWeek> readDays(const TableReader &table)
{
    QList<Qt::DayOfWeek> days;
    for (const QString &text : table.texts(daysKey)) {
        const qsizetype day = dayTexts().indexOf(text.toLower());
        if (day < 0) {
            table.fail(daysKey,
                       Text::tr("is %1, expected \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\" "
                                "or \"sun\".")
                           .arg(quoted(text)));
            return {};
        }
        days.append(static_cast<Qt::DayOfWeek>(day + 1));
    }
    sortOnce(days);
    return days;
}

std::optional<CronRule> readCron(const TableReader &table)
{
    const std::optional<QString> text = table.text(cronKey, TableReader::Empty::Absent);
    if (!text)
        return {};
    const auto rule = CronRule::parse(*text);
    if (rule)
        return *rule;
    table.fail(cronKey, Text::tr("is wrong: %1").arg(rule.error().message), rule.error().hint);
    return {};
}

} // namespace

void readSchedule(const TableReader &table, Schedule &schedule)
{
    schedule.times = readTimes(table);
    schedule.days = readDays(table);
    schedule.cron = readCron(table);
    if (schedule.cron && !schedule.times.isEmpty())
        table.fail(cronKey,
                   Text::tr("and %1 in line %2 exclude each other.")
                       .arg(table.fullName(atKey), QString::number(table.line(atKey))),
                   Text::tr("Leave one of them out."));
    if (!schedule.days.isEmpty() && schedule.times.isEmpty())
        table.fail(daysKey, Text::tr("needs %1 beside it.").arg(table.fullName(atKey)),
                   Text::tr("Add at = \"03:00\", or another time."));
    constexpr qint64 aDay = 86'400;
    schedule.jitter =
        std::chrono::seconds(table.integer(u"jitter_seconds"_s, schedule.jitter.count(), 0, aDay));
    schedule.catchUp = table.boolean(u"catch_up"_s, schedule.catchUp);
    schedule.skipUnchanged = table.boolean(u"skip_unchanged"_s, schedule.skipUnchanged);
    if (const QString key = u"hold_on_metered"_s; table.has(key))
        schedule.holdOnMetered = table.boolean(key, true);
    if (const QString key = u"hold_on_battery"_s; table.has(key))
        schedule.holdOnBattery = table.boolean(key, false);
}

QString timeText(QTime time)
{
    return time.toString(u"HH:mm"_s);
}

QString dayText(Qt::DayOfWeek day)
{
    return dayTexts().at(day - 1);
}

} // namespace lifeboat
