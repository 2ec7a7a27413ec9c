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
    bool skipUnchanged = false;        ///< a database that did not change leaves a freshness marker instead
    std::optional<bool> holdOnMetered; ///< a run waits while the network is; empty: as for all profiles
    std::optional<bool> holdOnBattery; ///< likewise while the machine is

    bool operator==(const Schedule &) const = default;
};

/// Made at times of day, not at intervals.
[[nodiscard]] bool isClocked(const Schedule &schedule);

/// How late a run of such a period may be before anybody calls it missed: an hour, or a quarter of it.
[[nodiscard]] std::chrono::seconds graceOf(std::chrono::seconds period);

struct PeriodRange
{
    std::chrono::seconds shortest;
    std::chrono::seconds longest;
};

/// The shortest and the longest time between two runs that `schedule` promises around `when`: the interval,
/// or the gaps between neighbouring times in the two weeks before it, and the next gap where those hold none.
/// Measured on the wall's clock: the night it is put back is no longer than others. Also for a schedule that
/// is off.
[[nodiscard]] PeriodRange periodsOf(const Schedule &schedule, const QDateTime &when, const QTimeZone &zone);
/// The longest of them.
[[nodiscard]] std::chrono::seconds periodOf(const Schedule &schedule, const QDateTime &when,
                                            const QTimeZone &zone);

/// The first run after `after` (UTC, excluded) by the clock on the wall; invalid when there is none within
/// ten years, when the schedule is off, and for intervals, which no clock on a wall knows. A time that local
/// clocks skip runs when they have skipped it; one that they show twice runs once, the first time.
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
    QDateTime drilled;          ///< when a restore drill of this machine last came to a verdict
    bool drillFailed = false;   ///< whether that was against the backup
    QDateTime drillTried;       ///< when the last one began

    bool operator==(const ScheduleMemory &) const = default;
};

/// What the machine is like now. Unknown things are as if they set no limit.
struct Surroundings
{
    bool online = true;
    bool metered = false;
    bool onBattery = false;
    bool busy = false; ///< a job that changes things for this profile is running
    /// The first look of this process at this profile, and those after it until one is answered with None
    /// or NotYet: what a start asks for is not forgotten because there was no network yet.
    bool justStarted = false;
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

    bool operator==(const NextRun &) const = default;
};

/// What to do now. `seed` makes the jitter a profile's own; the same arguments give the same answer.
///
/// - Intervals, as the RustResort backup design has them: a run when the program starts, then one every
///   interval, from one success to the next. A start asks for none that comes within graceOf(interval) of a
///   success, which is an hour for a daily backup: a program that is started over and over must not push the
///   older generations out.
/// - Times and cron: the first time after the last success, or since the schedule is watched. Whether the
///   program just started does not matter.
/// - Without `catchUp` a run that could not begin within an hour of its time is left out, and a start asks
/// for
///   none. One that began and failed is tried again all the same.
/// - When nothing is remembered a run is due now; without `catchUp`, at the next time.
/// - A failed run is tried again after backOff(), as is one that began and was never heard of again; a start
///   waits for the first pause of these only. A success of any machine makes up for failures before it.
///
/// Clocks jump: a memory dated more than five minutes after `now` is not believed (as if it had never been),
/// so a clock set back by a day holds nothing up. In place of a success that is not believed
/// stands the beginning of the last run, when that is not known to have failed: so it starts no flood either.
[[nodiscard]] NextRun nextRun(const Schedule &schedule, const ScheduleMemory &memory,
                              const Surroundings &surroundings, const QDateTime &now, const QTimeZone &zone,
                              quint64 seed);

/// How long after a failed attempt the next one begins: 1, 2, 5, 15, 30 minutes, then hourly; never later
/// than the next regular run.
[[nodiscard]] std::chrono::seconds backOff(int failures);

} // namespace lifeboat
