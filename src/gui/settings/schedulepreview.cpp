// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/schedulepreview.h"

#include "engine/schedulewords.h"
#include "gui/common/timewords.h"

#include <QCoreApplication>
#include <QLocale>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct SchedulePreview
{
    Q_DECLARE_TR_FUNCTIONS(SchedulePreview)
};

constexpr int previewedRuns = 3;
constexpr qsizetype readableTimes = 6;

/// "today 17:00", "tomorrow 05:00", "Mon 03:00" within a week, else the date and the time.
QString comingWords(const QDateTime &time, const QDateTime &now, const QTimeZone &zone)
{
    const QDateTime local = time.toTimeZone(zone);
    const qint64 days = now.toTimeZone(zone).date().daysTo(local.date());
    const QLocale locale;
    const QString clock = local.time().toString(u"HH:mm"_s);
    if (days == 0)
        return SchedulePreview::tr("today %1", "time of day").arg(clock);
    if (days == 1)
        return SchedulePreview::tr("tomorrow %1", "time of day").arg(clock);
    const QString day = days < 7 ? locale.dayName(local.date().dayOfWeek(), QLocale::ShortFormat)
                                 : locale.toString(local.date(), QLocale::ShortFormat);
    return SchedulePreview::tr("%1 %2", "day, time of day").arg(day, clock);
}

QList<QTime> timesOf(const CronRule &rule)
{
    QList<QTime> times;
    for (QTime time = rule.firstTime(QTime(0, 0)); time.isValid();) {
        times.append(time);
        const QTime next = time.addSecs(60);
        time = next < time ? QTime() : rule.firstTime(next);
    }
    return times;
}

/// Whether a rule means the same days in every week of a year; then these.
std::optional<QList<Qt::DayOfWeek>> weekdaysOf(const CronRule &rule)
{
    constexpr int leapYear = 366;
    const QDate monday(2024, 1, 1);
    QList<Qt::DayOfWeek> days;
    for (int day = 0; day < leapYear; ++day) {
        const bool matches = rule.matchesDay(monday.addDays(day));
        if (day < 7 && matches)
            days.append(static_cast<Qt::DayOfWeek>(day + 1));
        else if (day >= 7 && matches != days.contains(static_cast<Qt::DayOfWeek>(day % 7 + 1)))
            return {};
    }
    return days;
}

/// The pause between times that are evenly spread over the day.
std::optional<std::chrono::seconds> evenPause(const QList<QTime> &times)
{
    constexpr qint64 aDay = 86'400;
    const qint64 pause = aDay / times.size();
    for (qsizetype i = 0; i < times.size(); ++i) {
        if (QTime(0, 0).secsTo(times.at(i)) != QTime(0, 0).secsTo(times.constFirst()) + i * pause)
            return {};
    }
    return pause * times.size() == aDay ? std::optional(std::chrono::seconds(pause)) : std::nullopt;
}

} // namespace

QList<QDateTime> nextRuns(const Schedule &schedule, const QDateTime &now, const QTimeZone &zone, int count)
{
    QList<QDateTime> runs;
    QDateTime after = now;
    while (schedule.enabled && runs.size() < count) {
        after = isClocked(schedule) ? nextByTheClock(schedule, after, zone)
                                    : after.addSecs(schedule.interval.count());
        if (!after.isValid())
            break;
        runs.append(after);
    }
    return runs;
}

QString scheduleWords(const Schedule &schedule)
{
    if (!schedule.enabled || !schedule.cron)
        return describeSchedule(schedule);
    const QList<QTime> times = timesOf(*schedule.cron);
    const auto days = weekdaysOf(*schedule.cron);
    const bool daily = days && days->size() == 7;
    Schedule same;
    if (days && !times.isEmpty() && times.size() <= readableTimes) {
        same.times = times;
        same.days = daily ? QList<Qt::DayOfWeek>() : *days;
        return describeSchedule(same);
    }
    const auto pause = times.isEmpty() ? std::nullopt : evenPause(times);
    if (!daily || !pause)
        return describeSchedule(schedule);
    same.interval = *pause;
    return describeSchedule(same);
}

QString schedulePreview(const Schedule &schedule, const QDateTime &now, const QTimeZone &zone)
{
    if (!schedule.enabled)
        return SchedulePreview::tr("Backups are made when you ask for them.");
    QStringList runs;
    for (const QDateTime &run : nextRuns(schedule, now, zone, previewedRuns))
        runs.append(comingWords(run, now, zone));
    const QString listed = runs.join(u", "_s);
    QStringList lines{SchedulePreview::tr("In words: %1.").arg(scheduleWords(schedule))};
    if (runs.isEmpty())
        lines.append(SchedulePreview::tr("It never comes due."));
    else if (isClocked(schedule))
        lines.append(SchedulePreview::tr("Next runs: %1.").arg(listed));
    else
        lines.append(SchedulePreview::tr("Next runs, if one were made now: %1.").arg(listed));
    if (schedule.jitter > 0s)
        lines.append(SchedulePreview::tr("Each is put off by up to %1.")
                         .arg(spanWords(now, now.addSecs(schedule.jitter.count()))));
    return lines.join(u'\n');
}

} // namespace lifeboat
