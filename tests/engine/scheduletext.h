// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules and times written short, for rows of tests.
#pragma once

#include "engine/schedule.h"

namespace lifeboat {

inline QDateTime utc(const QString &text)
{
    return text.isEmpty() ? QDateTime() : QDateTime::fromString(text + u'Z', Qt::ISODate);
}

inline QTimeZone zoneOf(const QString &id)
{
    return QTimeZone(id.toLatin1());
}

/// "every 90", in minutes; "at 03:00,15:00"; "1,5 at 03:00", on these days of the week; or else a cron rule.
inline Schedule scheduleOf(const QString &text)
{
    Schedule schedule;
    if (text.startsWith(QStringLiteral("every "))) {
        schedule.interval = std::chrono::minutes(text.section(u' ', 1).toInt());
        return schedule;
    }
    const qsizetype at = text.indexOf(QStringLiteral("at "));
    if (at < 0) {
        schedule.cron = CronRule::parse(text).value();
        return schedule;
    }
    for (const QString &time : text.sliced(at + 3).split(u','))
        schedule.times.append(QTime::fromString(time, QStringLiteral("HH:mm")));
    for (const QString &day : text.first(at).trimmed().split(u',', Qt::SkipEmptyParts))
        schedule.days.append(static_cast<Qt::DayOfWeek>(day.toInt()));
    return schedule;
}

} // namespace lifeboat
