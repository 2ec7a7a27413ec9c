// SPDX-License-Identifier: GPL-3.0-or-later
// When a profile's next backup is due. Pure functions over values: the time, the zone and everything that is
// remembered come in as arguments, so that forty days, a changed clock or the end of summer time are rows of
// a test.
#pragma once

#include "engine/cronrule.h"

#include <QDateTime>
#include <QList>
#include <QTime>
#include <QTimeZone>

#include <chrono>
#include <optional>

namespace lifeboat {

/// When backups are made. At most one of `times` and `cron` is set; with neither, a backup is made at
/// start-up and then every `interval` (the seed's rule).
struct Schedule
{
    bool enabled = true;
    std::chrono::seconds interval{86'400};
    QList<QTime> times;        ///< local, sorted; at each of them
    QList<Qt::DayOfWeek> days; ///< only on these; empty: every day. With `times` only
    std::optional<CronRule> cron;
    std::chrono::seconds jitter{
        0};              ///< every run is put off by up to this much, a different part of it each time
    bool catchUp = true; ///< a run missed while the machine slept or was off is made as soon as it can be
    bool skipUnchanged = false; ///< a database that did not change leaves a freshness marker instead
    bool holdOnMetered = true;
    bool holdOnBattery = false;

    bool operator==(const Schedule &) const = default;
};

/// The time between two runs that `schedule` promises around `when`: the interval, or the longest gap between
/// neighbouring times in the two weeks before it. What health and the calendar measure by.
[[nodiscard]] std::chrono::seconds periodOf(const Schedule &schedule, const QDateTime &when,
                                            const QTimeZone &zone);

/// The first run after `after` (UTC, excluded) by the clock on the wall; invalid when there is none within
/// ten years or the schedule is off. A time that local clocks skip runs when they have skipped it; one that
/// they show twice runs once, the first time.
[[nodiscard]] QDateTime nextByTheClock(const Schedule &schedule, const QDateTime &after,
                                       const QTimeZone &zone);

/// What is remembered of one profile between two looks, and over a restart.
struct ScheduleMemory
{
    QDateTime known;       ///< since when this schedule is watched; a time before it is nothing missed
    QDateTime lastSuccess; ///< of this machine's run, or the newest backup in the store, whichever is later
    QDateTime lastAttempt; ///< when the last run began
    int failures = 0;      ///< in a row, since the last success
    QDateTime pausedUntil; ///< invalid: not paused
    bool pausedForGood = false; ///< until resumed

    bool operator==(const ScheduleMemory &) const = default;
};

/// What the machine is like now. Unknown things are as if they set no limit.
struct Surroundings
{
    bool online = true;
    bool metered = false;
    bool onBattery = false;
    bool busy = false;        ///< a job that changes things for this profile is running
    bool justStarted = false; ///< the first look of this process at this profile
};

enum class WaitReason {
    None, ///< due now
    Off,  ///< the schedule is off
    NotYet,
    Paused,
    Retrying, ///< the last run failed
    Busy,
    Offline,
    Metered,
    Battery,
};

struct NextRun
{
    WaitReason reason = WaitReason::NotYet; ///< None: run it now
    QDateTime at; ///< UTC: when it will run, as far as is known; invalid for Off and a pause without end
    bool isDue() const { return reason == WaitReason::None; }
};

/// What to do now. `seed` makes the jitter a profile's own; the same arguments give the same answer.
/// Clocks jump: a memory dated more than five minutes after `now` is not believed (as if it had never been),
/// so a clock set back by a day holds nothing up.
[[nodiscard]] NextRun nextRun(const Schedule &schedule, const ScheduleMemory &memory,
                              const Surroundings &surroundings, const QDateTime &now, const QTimeZone &zone,
                              quint64 seed);

/// How long after a failed attempt the next one begins: 1, 2, 5, 15, 30 minutes, then hourly; never later
/// than the next regular run.
[[nodiscard]] std::chrono::seconds backOff(int failures);

} // namespace lifeboat
