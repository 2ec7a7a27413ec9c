// SPDX-License-Identifier: GPL-3.0-or-later
// Twenty-seven years of a machine that sleeps, fails, loses its network and has its clock changed, in
// seconds.
#include "scheduletext.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr quint64 soakSeed = 20'261'123;
constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 soakDays = 10'000;
constexpr qint64 begin = 1'262'304'000; // 2010
constexpr qint64 longestRun = 20 * minute;
constexpr qint64 slack = hour + longestRun + minute; ///< the longest pause, a run, and the looks between

QDateTime at(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

/// Every due time of a clocked schedule on quarters of an hour, found by walking through all the quarters and
/// looking what the wall's clock shows: slow, and nothing of the code under test.
std::vector<qint64> allTimes(const Schedule &schedule, const QTimeZone &zone)
{
    std::vector<qint64> times;
    qint64 seen = 0;
    for (qint64 moment = begin - 3 * day; moment < begin + (soakDays + 100) * day; moment += 15 * minute) {
        const qint64 shown = moment + zone.offsetFromUtc(at(moment));
        bool due = false;
        for (qint64 each = seen == 0 ? shown : seen + 15 * minute; each <= shown; each += 15 * minute) {
            const QDateTime local = at(each);
            const auto weekday = static_cast<Qt::DayOfWeek>(local.date().dayOfWeek());
            due |= schedule.cron ? schedule.cron->matchesDay(local.date())
                                       && schedule.cron->firstTime(local.time()) == local.time()
                                 : schedule.times.contains(local.time())
                                       && (schedule.days.isEmpty() || schedule.days.contains(weekday));
        }
        seen = std::max(seen, shown);
        if (due)
            times.push_back(moment);
    }
    return times;
}

/// One machine with one schedule. `m_time` is the true time; the machine's own clock may be `m_step` ahead.
class Machine final
{
public:
    Machine(Schedule schedule, const QTimeZone &zone, quint64 seed)
        : m_schedule(std::move(schedule)), m_zone(zone), m_random(seed)
    {
        if (isClocked(m_schedule))
            m_times = allTimes(m_schedule, m_zone);
        m_memory.known = at(now());
    }
    Q_DISABLE_COPY_MOVE(Machine)

    int attempts = 0;
    int successes = 0;
    QString problem; ///< what rule was broken, and when

    void live()
    {
        m_nextEvent = m_time + upTo(8 * hour);
        while (problem.isEmpty() && m_time < begin + soakDays * day) {
            const NextRun next = look(false);
            if (next.isDue()) {
                run();
            } else {
                expectNothingLost();
                wait(next);
            }
        }
    }

private:
    [[nodiscard]] qint64 now() const { return m_time + m_step; }
    [[nodiscard]] qint64 upTo(qint64 most)
    {
        return std::uniform_int_distribution<qint64>(1, most)(m_random);
    }
    [[nodiscard]] bool happens(int percent) { return upTo(100) <= percent; }

    void breaks(const char *rule)
    {
        if (problem.isEmpty())
            problem = u"%1 at %2, last success %3, last attempt %4, %5 failures"_s.arg(
                QLatin1StringView(rule), at(now()).toString(Qt::ISODate),
                m_memory.lastSuccess.toString(Qt::ISODate), m_memory.lastAttempt.toString(Qt::ISODate),
                QString::number(m_memory.failures));
    }

    [[nodiscard]] NextRun look(bool busy)
    {
        const Surroundings surroundings{.online = m_time >= m_offlineUntil,
                                        .metered = m_time < m_meteredUntil,
                                        .busy = busy,
                                        .justStarted = m_justStarted};
        const NextRun next = nextRun(m_schedule, m_memory, surroundings, at(now()), m_zone, 99);
        if (next.isDue() || next.reason == WaitReason::NotYet)
            m_justStarted = false;
        return next;
    }

    /// Nothing is in the way of a run.
    [[nodiscard]] bool isAble() const
    {
        const bool isPaused =
            m_memory.pausedForGood || (m_memory.pausedUntil.isValid() && m_memory.pausedUntil > at(now()));
        return !isPaused && m_time >= m_offlineUntil && m_time >= m_meteredUntil;
    }

    /// A time that was due in (from, to], by the machine's clock.
    [[nodiscard]] bool wasDue(qint64 from, qint64 to) const
    {
        if (!isClocked(m_schedule))
            return to - from >= m_schedule.interval.count();
        const auto found = std::upper_bound(m_times.cbegin(), m_times.cend(), from);
        return found != m_times.cend() && *found <= to;
    }

    void expectNoFlood()
    {
        if (m_disturbed || m_lastBegin == 0)
            return;
        const qint64 pause = now() - m_lastBegin;
        const bool asked = wasDue(m_lastBegin, now());
        if (pause < minute && !asked)
            breaks("two runs within a minute");
        if (m_lastSucceeded && !asked && !(m_startedSince && pause >= graceOf(m_schedule.interval).count()))
            breaks("a run nothing asked for");
        if (!m_lastSucceeded && !asked && !m_startedSince && pause < backOff(m_memory.failures).count())
            breaks("a retry too soon");
    }

    void run()
    {
        ++attempts;
        expectNoFlood();
        m_lastBegin = now();
        m_disturbed = m_startedSince = false;
        m_memory.lastAttempt = at(now());
        const qint64 duration = upTo(longestRun);
        m_time += duration / 2;
        if (look(true).isDue())
            breaks("two runs at once");
        m_time += duration - duration / 2;
        m_lastEnd = m_time;
        m_lastSucceeded = !happens(25);
        if (m_lastSucceeded) {
            ++successes;
            m_memory.lastSuccess = m_memory.lastAttempt;
            m_memory.failures = 0;
        } else if (happens(10)) {
            restart(); // and nobody ever heard of it
        } else {
            ++m_memory.failures;
        }
        m_time += upTo(20);
    }

    void restart() { m_justStarted = m_startedSince = true; }

    void wait(const NextRun &next)
    {
        qint64 until = std::min(m_nextEvent, m_resumeAt);
        for (const qint64 change : {m_offlineUntil, m_meteredUntil}) {
            if (change > m_time)
                until = std::min(until, change);
        }
        if (next.at.isValid() && next.at > at(now()))
            until = std::min(until, next.at.toSecsSinceEpoch() - m_step + upTo(20));
        const bool wasAble = isAble();
        m_time = std::max(m_time + 1, until);
        if (!wasAble)
            m_ableSince = m_time;
        if (m_time >= m_resumeAt) {
            m_memory.pausedForGood = false;
            m_resumeAt = never;
        }
        if (m_time >= m_nextEvent) {
            befall();
            m_nextEvent = m_time + upTo(16 * hour);
        }
    }

    /// Something happens to the machine.
    void befall()
    {
        switch (upTo(8)) {
        case 1: sleep(upTo(12 * hour)); break;
        case 2: sleep(happens(5) ? upTo(60 * day) : upTo(3 * day)); break;
        case 3: restart(); break;
        case 4: m_offlineUntil = m_time + upTo(happens(10) ? 5 * day : 6 * hour); break;
        case 5: m_meteredUntil = m_time + upTo(6 * hour); break;
        case 6: m_memory.pausedUntil = at(now() + upTo(day)); break;
        case 7:
            m_memory.pausedForGood = true;
            m_resumeAt = m_time + upTo(2 * day);
            break;
        default: stepClock();
        }
    }

    void sleep(qint64 duration)
    {
        m_time += duration;
        m_ableSince = m_time;
    }

    void stepClock()
    {
        m_step = m_step != 0 ? 0 : happens(50) ? day : -day;
        m_disturbed = true;
        m_ableSince = m_time;
    }

    /// Awake, online and not paused for long enough, there was a success since the last due time, or it was
    /// tried again not long ago.
    void expectNothingLost()
    {
        if (!m_schedule.catchUp || !isAble() || m_time - m_ableSince < slack || m_time - m_lastEnd < slack)
            return;
        const qint64 latest = now() - slack - m_schedule.jitter.count();
        // A run that was cut short passes for a success while the last one is dated in the future.
        const QDateTime believable = at(now() + 5 * minute);
        QDateTime since = m_memory.lastSuccess;
        if (since > believable)
            since = m_memory.failures == 0 ? m_memory.lastAttempt : QDateTime();
        if (!since.isValid() || since > believable)
            since = m_memory.known;
        if (wasDue(since.toSecsSinceEpoch(), latest))
            breaks("a due run was lost");
    }

    static constexpr qint64 never = std::numeric_limits<qint64>::max();

    const Schedule m_schedule;
    const QTimeZone m_zone;
    std::mt19937_64 m_random;
    std::vector<qint64> m_times;
    ScheduleMemory m_memory;
    qint64 m_time = begin;
    qint64 m_step = 0;
    qint64 m_nextEvent = 0;
    qint64 m_offlineUntil = 0;
    qint64 m_meteredUntil = 0;
    qint64 m_resumeAt = never;
    qint64 m_ableSince = begin;
    qint64 m_lastBegin = 0; ///< of the last run, by the machine's clock
    qint64 m_lastEnd = 0;   ///< truly
    bool m_lastSucceeded = false;
    bool m_justStarted = true;
    bool m_startedSince = false; ///< the last run
    bool m_disturbed = false;    ///< the clock was changed since the last run
};

} // namespace

class ScheduleSoakTest final : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsLostAndNothingFloods_data();
    void nothingIsLostAndNothingFloods();
};

void ScheduleSoakTest::nothingIsLostAndNothingFloods_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<int>("jitter"); // minutes
    QTest::addColumn<bool>("catchUp");
    const auto row = [](const char *name, const QString &schedule, const QString &zone, int jitter,
                        bool catchUp) { QTest::newRow(name) << schedule << zone << jitter << catchUp; };
    row("every 24 hours", u"every 1440"_s, u"UTC"_s, 0, true);
    row("every 40 days", u"every 57600"_s, u"UTC"_s, 0, true);
    row("every 6 hours, with jitter", u"every 360"_s, u"Europe/Berlin"_s, 30, true);
    row("daily in the hour that changes", u"at 02:30"_s, u"Europe/Berlin"_s, 0, true);
    row("at midnight, with jitter", u"at 00:00"_s, u"America/Sao_Paulo"_s, 60, true);
    row("on weekdays", u"1,2,3,4,5 at 01:45,13:00"_s, u"Australia/Lord_Howe"_s, 0, true);
    row("over a day that never was", u"5 at 12:00"_s, u"Pacific/Apia"_s, 0, true);
    row("monthly by cron", u"15 2 1,31 * *"_s, u"America/New_York"_s, 0, true);
    row("every quarter in office hours", u"*/15 9-16 * * mon-fri"_s, u"Asia/Kathmandu"_s, 5, true);
    row("daily, without catching up", u"at 02:30"_s, u"Europe/Berlin"_s, 30, false);
    row("every 6 hours, without catching up", u"every 360"_s, u"UTC"_s, 0, false);
}

void ScheduleSoakTest::nothingIsLostAndNothingFloods()
{
    QFETCH(QString, schedule);
    QFETCH(QString, zone);
    QFETCH(int, jitter);
    QFETCH(bool, catchUp);
    Schedule rules = scheduleOf(schedule);
    rules.jitter = std::chrono::minutes(jitter);
    rules.catchUp = catchUp;
    Machine machine(rules, zoneOf(zone), soakSeed);
    machine.live();
    qInfo("seed %llu: %d attempts, %d successes", soakSeed, machine.attempts, machine.successes);
    QVERIFY2(machine.problem.isEmpty(), qPrintable(machine.problem));
    QVERIFY(machine.successes > 100);
}

QTEST_GUILESS_MAIN(ScheduleSoakTest)
#include "tst_schedulesoak.moc"
