// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/timewords.h"

#include <QCoreApplication>
#include <QLocale>

#include <cstdlib>

namespace lifeboat {

namespace {

struct TimeWords
{
    Q_DECLARE_TR_FUNCTIONS(TimeWords)
};

constexpr int minute = 60;
constexpr int hour = 60 * minute;
constexpr int day = 24 * hour;

QString clockWords(const QTime &time, TimeDetail detail)
{
    const QLocale locale;
    QString format = locale.timeFormat(QLocale::ShortFormat);
    if (detail == TimeDetail::Seconds && !format.contains(QLatin1Char('s')))
        format.replace(QStringLiteral("mm"), QStringLiteral("mm:ss"));
    return locale.toString(time, format);
}

} // namespace

QString whenWords(const QDateTime &time, const QDateTime &now, TimeDetail detail)
{
    const QDateTime local = time.toLocalTime();
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    const QLocale locale;
    const QString clock = clockWords(local.time(), detail);
    if (days == 0)
        return TimeWords::tr("today %1", "time of day").arg(clock);
    if (days == 1)
        return TimeWords::tr("yesterday %1", "time of day").arg(clock);
    if (days > 1 && days < 7) {
        return TimeWords::tr("%1 %2", "day of the week, time of day")
            .arg(locale.dayName(local.date().dayOfWeek(), QLocale::ShortFormat), clock);
    }
    return TimeWords::tr("%1 %2", "date, time of day")
        .arg(locale.toString(local.date(), QLocale::ShortFormat), clock);
}

QString spanWords(const QDateTime &from, const QDateTime &to)
{
    const qint64 seconds = std::llabs(from.secsTo(to));
    if (seconds < minute)
        return TimeWords::tr("less than a minute");
    if (seconds < hour)
        return TimeWords::tr("%1 min").arg(seconds / minute);
    if (seconds < day) {
        const qint64 minutes = seconds % hour / minute;
        return minutes == 0 ? TimeWords::tr("%1 h").arg(seconds / hour)
                            : TimeWords::tr("%1 h %2 min").arg(seconds / hour).arg(minutes);
    }
    return TimeWords::tr("%n day(s)", nullptr, static_cast<int>(seconds / day));
}

QStringList unitWords(int count)
{
    return {TimeWords::tr("minute(s)", "behind %n", count), TimeWords::tr("hour(s)", "behind %n", count),
            TimeWords::tr("day(s)", "behind %n", count)};
}

QString sentence(const QString &words)
{
    return words.left(1).toUpper() + words.mid(1);
}

} // namespace lifeboat
