// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/schedule.h"

#include "engine/wallclock.h"

#include <algorithm>
#include <array>

namespace lifeboat {

using namespace std::chrono_literals;
using std::chrono::seconds;

namespace {

constexpr auto clockTolerance = 5min;
constexpr seconds twoWeeks = 14 * 24h;
/// How late a run may begin that is not to be caught up with.
constexpr seconds lateness = 1h;

QDateTime later(const QDateTime &time, seconds by)
{
    return time.addSecs(by.count());
}

QDateTime laterOf(const QDateTime &a, const QDateTime &b)
{
    return !b.isValid() || (a.isValid() && a > b) ? a : b;
}

QDateTime atSeconds(qint64 sinceEpoch)
{
    return QDateTime::fromSecsSinceEpoch(sinceEpoch, Qt::UTC);
}

bool isDay(const Schedule &schedule, QDate day)
{
    if (schedule.cron)
        return schedule.cron->matchesDay(day);
    return schedule.days.isEmpty() || schedule.days.contains(static_cast<Qt::DayOfWeek>(day.dayOfWeek()));
}

QTime firstTime(const Schedule &schedule, QTime from)
{
    if (schedule.cron)
        return schedule.cron->firstTime(from);
    const auto found = std::lower_bound(schedule.times.cbegin(), schedule.times.cend(), from);
    return found == schedule.times.cend() ? QTime() : *found;
}

/// The first time after `shown`, both as a wall clock shows them (see WallClock).
std::optional<qint64> nextShown(const Schedule &schedule, qint64 shown)
{
    const QDateTime begin = atSeconds(shown + 1);
    const QDate end = begin.date().addYears(10);
    QTime from = begin.time();
    for (QDate day = begin.date(); day <= end; day = day.addDays(1), from = QTime(0, 0)) {
        if (!isDay(schedule, day))
            continue;
        if (const QTime time = firstTime(schedule, from); time.isValid())
            return QDateTime(day, time, Qt::UTC).toSecsSinceEpoch();
    }
    return {};
}

/// Well mixed, and the same everywhere and always: splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
quint64 mixed(quint64 value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

/// The answer for one profile at one moment.
class Decision final
{
public:
    Decision(const Schedule &schedule, ScheduleMemory memory, const Surroundings &surroundings,
             const QDateTime &now, const QTimeZone &zone, quint64 seed)
        : m_schedule(schedule), m_memory(std::move(memory)), m_surroundings(surroundings), m_now(now),
          m_zone(zone), m_seed(seed)
    {
        forgetTheFuture();
    }
    Q_DISABLE_COPY_MOVE(Decision)

    [[nodiscard]] NextRun made() const
    {
        if (!m_schedule.enabled)
            return {WaitReason::Off, {}};
        if (m_memory.pausedForGood)
            return {WaitReason::Paused, {}};
        NextRun next = regular();
        if (!next.at.isValid())
            return next;
        if (failures() > 0)
            next = retry();
        else if (startAsksForOne())
            next = {WaitReason::None, m_now};
        if (m_memory.pausedUntil.isValid() && m_memory.pausedUntil > m_now)
            return {WaitReason::Paused, std::max(m_memory.pausedUntil, next.at)};
        return next.isDue() ? held() : next;
    }

private:
    /// A clock that was ahead left times behind that say nothing.
    void forgetTheFuture()
    {
        const QDateTime latest = later(m_now, clockTolerance);
        const auto forget = [&latest](QDateTime &time) {
            const bool future = time.isValid() && time > latest;
            if (future)
                time = {};
            return future;
        };
        forget(m_memory.known);
        forget(m_memory.lastAttempt);
        // Until the clock has caught up, a backup dated in the future hides all that are made meanwhile.
        if (forget(m_memory.lastSuccess) && m_memory.failures == 0)
            m_memory.lastSuccess = m_memory.lastAttempt;
    }

    /// Since when nothing was made that was asked for; invalid when nothing is remembered.
    [[nodiscard]] QDateTime since() const { return laterOf(m_memory.lastSuccess, m_memory.known); }

    /// An attempt nobody saw the end of went wrong, too, unless it is going on; and a success seen in the
    /// store since makes up for all of them.
    [[nodiscard]] int failures() const
    {
        if (!m_memory.lastAttempt.isValid())
            return m_memory.failures;
        const bool madeUpFor =
            m_memory.lastSuccess.isValid()
            && m_memory.lastSuccess.toSecsSinceEpoch() >= m_memory.lastAttempt.toSecsSinceEpoch();
        if (madeUpFor)
            return 0;
        return std::max(m_memory.failures, m_surroundings.busy ? 0 : 1);
    }

    /// The first time after `after`, without jitter.
    [[nodiscard]] QDateTime timeAfter(const QDateTime &after) const
    {
        return isClocked(m_schedule) ? nextByTheClock(m_schedule, after, m_zone)
                                     : later(after, m_schedule.interval);
    }

    /// `time` put off by its own part of the jitter.
    [[nodiscard]] QDateTime jittered(const QDateTime &time) const
    {
        if (!time.isValid() || m_schedule.jitter <= 0s)
            return time;
        const QDateTime following = timeAfter(time);
        const qint64 room = following.isValid() ? time.secsTo(following) : m_schedule.jitter.count() + 1;
        const auto most = static_cast<quint64>(std::min<qint64>(m_schedule.jitter.count() + 1, room));
        const quint64 part = mixed(m_seed ^ mixed(static_cast<quint64>(time.toSecsSinceEpoch()))) % most;
        return time.addSecs(static_cast<qint64>(part));
    }

    /// The first time of the schedule that still counts and no success was later than.
    [[nodiscard]] QDateTime regularTime() const
    {
        const QDateTime after = since();
        if (m_schedule.catchUp)
            return timeAfter(after);
        const QDateTime oldest = later(m_now, -(m_schedule.jitter + lateness));
        if (isClocked(m_schedule))
            return timeAfter(laterOf(oldest, after));
        const qint64 late = std::max<qint64>(0, after.secsTo(oldest));
        return timeAfter(after.addSecs(late - late % m_schedule.interval.count()));
    }

    [[nodiscard]] NextRun regular() const
    {
        const bool isFirst = !since().isValid() && (m_schedule.catchUp || !isClocked(m_schedule));
        const QDateTime at = isFirst ? m_now : jittered(regularTime());
        return {at.isValid() && at <= m_now ? WaitReason::None : WaitReason::NotYet, at};
    }

    [[nodiscard]] NextRun retry() const
    {
        if (!m_memory.lastAttempt.isValid())
            return {WaitReason::None, m_now};
        QDateTime at = later(m_memory.lastAttempt,
                             backOff(m_surroundings.justStarted && m_schedule.catchUp ? 1 : failures()));
        if (const QDateTime next = jittered(timeAfter(m_memory.lastAttempt)); next.isValid())
            at = std::min(at, next);
        return {at <= m_now ? WaitReason::None : WaitReason::Retrying, at};
    }

    [[nodiscard]] bool startAsksForOne() const
    {
        return m_surroundings.justStarted && m_schedule.catchUp && !isClocked(m_schedule)
               && (!m_memory.lastSuccess.isValid()
                   || later(m_memory.lastSuccess, graceOf(m_schedule.interval)) <= m_now);
    }

    /// It is due: now, unless something is in its way.
    [[nodiscard]] NextRun held() const
    {
        if (m_surroundings.busy)
            return {WaitReason::Busy, m_now};
        if (!m_surroundings.online)
            return {WaitReason::Offline, m_now};
        if (m_surroundings.metered && m_schedule.holdOnMetered.value_or(true))
            return {WaitReason::Metered, m_now};
        if (m_surroundings.onBattery && m_schedule.holdOnBattery.value_or(false))
            return {WaitReason::Battery, m_now};
        return {WaitReason::None, m_now};
    }

    const Schedule &m_schedule;
    ScheduleMemory m_memory;
    const Surroundings &m_surroundings;
    const QDateTime m_now;
    const QTimeZone &m_zone;
    const quint64 m_seed;
};

} // namespace

bool isClocked(const Schedule &schedule)
{
    return schedule.cron || !schedule.times.isEmpty();
}

seconds graceOf(seconds period)
{
    return std::min<seconds>(1h, period / 4);
}

PeriodRange periodsOf(const Schedule &schedule, const QDateTime &when, const QTimeZone &zone)
{
    if (!isClocked(schedule))
        return {schedule.interval, schedule.interval};
    const qint64 end = WallClock(zone).shownAt(when.toSecsSinceEpoch());
    std::optional<qint64> time = nextShown(schedule, end - twoWeeks.count());
    std::optional<PeriodRange> range;
    while (time) {
        const std::optional<qint64> following = nextShown(schedule, *time);
        if (!following || (range && *following > end))
            break;
        const seconds gap(*following - *time);
        range = range ? PeriodRange{std::min(range->shortest, gap), std::max(range->longest, gap)}
                      : PeriodRange{gap, gap};
        time = following;
    }
    return range.value_or(PeriodRange{schedule.interval, schedule.interval});
}

seconds periodOf(const Schedule &schedule, const QDateTime &when, const QTimeZone &zone)
{
    return periodsOf(schedule, when, zone).longest;
}

QDateTime nextByTheClock(const Schedule &schedule, const QDateTime &after, const QTimeZone &zone)
{
    if (!schedule.enabled || !after.isValid() || !isClocked(schedule))
        return {};
    const WallClock wall(zone);
    const std::optional<qint64> shown = nextShown(schedule, wall.latestShownBy(after.toSecsSinceEpoch()));
    return shown ? atSeconds(wall.firstShowing(*shown)) : QDateTime();
}

NextRun nextRun(const Schedule &schedule, const ScheduleMemory &memory, const Surroundings &surroundings,
                const QDateTime &now, const QTimeZone &zone, quint64 seed)
{
    return Decision(schedule, memory, surroundings, now, zone, seed).made();
}

seconds backOff(int failures)
{
    constexpr std::array<seconds, 6> pauses{1min, 2min, 5min, 15min, 30min, 1h};
    const int index = std::clamp(failures, 1, static_cast<int>(pauses.size())) - 1;
    return pauses.at(static_cast<std::size_t>(index));
}

} // namespace lifeboat
