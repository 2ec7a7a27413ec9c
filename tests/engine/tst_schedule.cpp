// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduletext.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr quint64 seed = 7;

/// A memory whose times are all as long ago as nothing matters, but for the last success.
ScheduleMemory succeededAt(const QString &time)
{
    ScheduleMemory memory;
    memory.known = utc(u"2020-01-01T00:00"_s);
    memory.lastSuccess = utc(time);
    memory.lastAttempt = memory.lastSuccess;
    return memory;
}

NextRun decide(const Schedule &schedule, const ScheduleMemory &memory, const QString &now,
               const Surroundings &surroundings = {})
{
    return nextRun(schedule, memory, surroundings, utc(now), zoneOf(u"Europe/Berlin"_s), seed);
}

} // namespace

Q_DECLARE_METATYPE(lifeboat::WaitReason)

class ScheduleTest final : public QObject
{
    Q_OBJECT

private slots:
    void regularRuns_data();
    void regularRuns();
    void aStartAsksForARun_data();
    void aStartAsksForARun();
    void missedRunsAreCaughtUpWith_data();
    void missedRunsAreCaughtUpWith();
    void theFutureIsNotBelieved_data();
    void theFutureIsNotBelieved();
    void aPauseHoldsEverythingUp();
    void anOffScheduleNeverRuns();
    void retriesBackOff_data();
    void retriesBackOff();
    void aRetryIsNoLaterThanTheNextRun();
    void anInterruptedRunIsTriedAgain();
    void aSuccessInTheStoreEndsTheRetries();
    void whatIsInTheWay_data();
    void whatIsInTheWay();
    void jitterStaysBeforeTheNextRun_data();
    void jitterStaysBeforeTheNextRun();
    void jitterIsAProfilesOwnAndARunsOwn();
};

void ScheduleTest::regularRuns_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("success");
    QTest::addColumn<QString>("next"); // UTC, in winter an hour behind Berlin
    const auto row = [](const char *name, const QString &schedule, const QString &success,
                        const QString &next) { QTest::newRow(name) << schedule << success << next; };
    row("every 24 hours", u"every 1440"_s, u"2027-01-10T03:00"_s, u"2027-01-11T03:00"_s);
    row("every 40 days", u"every 57600"_s, u"2027-01-10T03:00"_s, u"2027-02-19T03:00"_s);
    row("every 24 hours, over spring", u"every 1440"_s, u"2027-03-27T03:00"_s, u"2027-03-28T03:00"_s);
    row("every 24 hours, over the year", u"every 1440"_s, u"2027-12-31T23:30"_s, u"2028-01-01T23:30"_s);
    row("daily", u"at 03:00"_s, u"2027-01-10T02:00"_s, u"2027-01-11T02:00"_s);
    row("daily, one by hand in between", u"at 03:00"_s, u"2027-01-10T13:00"_s, u"2027-01-11T02:00"_s);
    row("cron", u"0 3 1 * *"_s, u"2027-01-10T13:00"_s, u"2027-02-01T02:00"_s);
}

void ScheduleTest::regularRuns()
{
    QFETCH(QString, schedule);
    QFETCH(QString, success);
    QFETCH(QString, next);
    const Schedule rules = scheduleOf(schedule);
    const QDateTime due = utc(next);
    const auto at = [&](const QDateTime &now) {
        return nextRun(rules, succeededAt(success), {}, now, zoneOf(u"Europe/Berlin"_s), seed);
    };
    QCOMPARE(at(utc(success)), (NextRun{WaitReason::NotYet, due}));
    QCOMPARE(at(due.addSecs(-1)), (NextRun{WaitReason::NotYet, due}));
    QVERIFY(at(due).isDue());
    QVERIFY(at(due.addDays(50)).isDue());
}

void ScheduleTest::aStartAsksForARun_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<qint64>("age"); // of the last success, in minutes
    QTest::addColumn<bool>("catchUp");
    QTest::addColumn<bool>("due");
    const auto row = [](const char *name, const QString &schedule, qint64 age, bool catchUp, bool due) {
        QTest::newRow(name) << schedule << age << catchUp << due;
    };
    row("daily, the day before", u"every 1440"_s, 1439, true, true);
    row("daily, an hour ago", u"every 1440"_s, 60, true, true);
    row("daily, just made", u"every 1440"_s, 59, true, false);
    row("hourly, a quarter of it ago", u"every 60"_s, 15, true, true);
    row("hourly, just made", u"every 60"_s, 14, true, false);
    row("without catching up", u"every 1440"_s, 600, false, false);
    row("by the clock", u"at 03:00"_s, 600, true, false);
    row("by cron", u"0 3 * * *"_s, 600, true, false);
}

void ScheduleTest::aStartAsksForARun()
{
    QFETCH(QString, schedule);
    QFETCH(qint64, age);
    QFETCH(bool, catchUp);
    Schedule rules = scheduleOf(schedule);
    rules.catchUp = catchUp;
    ScheduleMemory memory = succeededAt({});
    memory.lastSuccess = utc(u"2027-01-10T22:00"_s).addSecs(-60 * age);
    QTEST(decide(rules, memory, u"2027-01-10T22:00"_s, {.justStarted = true}).isDue(), "due");
    QVERIFY(!decide(rules, memory, u"2027-01-10T22:00"_s).isDue());
}

void ScheduleTest::missedRunsAreCaughtUpWith_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<ScheduleMemory>("memory");
    QTest::addColumn<bool>("catchUp");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("at"); // empty: now
    const auto row = [](const char *name, const QString &schedule, const ScheduleMemory &memory, bool catchUp,
                        const QString &now, const QString &at) {
        QTest::newRow(name) << schedule << memory << catchUp << now << at;
    };
    const ScheduleMemory made = succeededAt(u"2027-01-09T02:00:05"_s);
    const ScheduleMemory never = succeededAt({});
    ScheduleMemory isNew;
    isNew.known = utc(u"2027-01-10T08:00"_s);
    row("daily, slept over it", u"at 03:00"_s, made, true, u"2027-01-10T08:00"_s, {});
    row("daily, not to be caught up with", u"at 03:00"_s, made, false, u"2027-01-10T08:00"_s,
        u"2027-01-11T02:00"_s);
    row("daily, just late", u"at 03:00"_s, made, false, u"2027-01-10T02:59:59"_s, {});
    row("daily, an hour late", u"at 03:00"_s, made, false, u"2027-01-10T03:00"_s, u"2027-01-11T02:00"_s);
    row("a week slept through is one run", u"at 03:00"_s, succeededAt(u"2027-01-10T07:59"_s), true,
        u"2027-01-10T08:00"_s, u"2027-01-11T02:00"_s);
    row("every 4 hours, slept over some", u"every 240"_s, made, true, u"2027-01-09T21:00"_s, {});
    row("every 4 hours, left out", u"every 240"_s, made, false, u"2027-01-09T21:00"_s,
        u"2027-01-09T22:00:05"_s);
    row("every 4 hours, just late", u"every 240"_s, made, false, u"2027-01-09T18:30"_s, {});
    row("a new schedule has missed nothing", u"at 03:00"_s, isNew, true, u"2027-01-10T09:00"_s,
        u"2027-01-11T02:00"_s);
    row("a new interval begins", u"every 240"_s, isNew, true, u"2027-01-10T09:00"_s, u"2027-01-10T12:00"_s);
    row("never one made", u"at 03:00"_s, never, true, u"2027-01-10T09:00"_s, {});
    row("nothing remembered, by the clock", u"at 03:00"_s, {}, true, u"2027-01-10T09:00"_s, {});
    row("nothing remembered, every day", u"every 1440"_s, {}, true, u"2027-01-10T09:00"_s, {});
    row("nothing remembered, no catching up", u"at 03:00"_s, {}, false, u"2027-01-10T09:00"_s,
        u"2027-01-11T02:00"_s);
    row("nothing remembered, interval without", u"every 1440"_s, {}, false, u"2027-01-10T09:00"_s, {});
}

void ScheduleTest::missedRunsAreCaughtUpWith()
{
    QFETCH(QString, schedule);
    QFETCH(ScheduleMemory, memory);
    QFETCH(bool, catchUp);
    QFETCH(QString, now);
    QFETCH(QString, at);
    Schedule rules = scheduleOf(schedule);
    rules.catchUp = catchUp;
    const NextRun next = decide(rules, memory, now);
    QCOMPARE(next.isDue(), at.isEmpty());
    QCOMPARE(next.at, utc(at.isEmpty() ? now : at));
}

void ScheduleTest::theFutureIsNotBelieved_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<ScheduleMemory>("memory");
    QTest::addColumn<bool>("due"); // at 12:00 on 10 January
    const QString tomorrow = u"2027-01-11T12:00"_s;
    ScheduleMemory ahead = succeededAt(tomorrow);
    for (const QString &schedule : {u"every 1440"_s, u"at 03:00"_s})
        QTest::addRow("a success of tomorrow, %s", qPrintable(schedule)) << schedule << ahead << true;

    ScheduleMemory little = succeededAt(u"2027-01-10T12:04"_s);
    QTest::newRow("clocks a little apart") << u"every 1440"_s << little << false;

    ScheduleMemory ran = ahead;
    ran.lastAttempt = utc(u"2027-01-10T11:00"_s);
    QTest::newRow("a success of tomorrow, and one now") << u"every 1440"_s << ran << false;
    ran.lastAttempt = utc(u"2027-01-09T11:00"_s);
    QTest::newRow("a success of tomorrow, and one yesterday") << u"every 1440"_s << ran << true;

    ScheduleMemory known;
    known.known = utc(tomorrow);
    QTest::newRow("watched since tomorrow") << u"at 03:00"_s << known << true;

    ScheduleMemory failed = succeededAt(u"2027-01-09T11:00"_s);
    failed.lastAttempt = utc(tomorrow);
    failed.failures = 9;
    QTest::newRow("failed tomorrow") << u"every 1440"_s << failed << true;
}

void ScheduleTest::theFutureIsNotBelieved()
{
    QFETCH(QString, schedule);
    QFETCH(ScheduleMemory, memory);
    QTEST(decide(scheduleOf(schedule), memory, u"2027-01-10T12:00"_s).isDue(), "due");
}

void ScheduleTest::aPauseHoldsEverythingUp()
{
    const Schedule daily = scheduleOf(u"every 1440"_s);
    ScheduleMemory memory = succeededAt(u"2027-01-09T02:00"_s);
    memory.pausedUntil = utc(u"2027-01-10T13:00"_s);
    const Surroundings start{.online = false, .justStarted = true};
    QCOMPARE(decide(daily, memory, u"2027-01-10T12:59:59"_s, start),
             (NextRun{WaitReason::Paused, memory.pausedUntil}));
    QVERIFY(decide(daily, memory, u"2027-01-10T13:00"_s).isDue());
    memory.lastSuccess = memory.lastAttempt = utc(u"2027-01-10T12:30"_s);
    QCOMPARE(decide(daily, memory, u"2027-01-10T12:40"_s).at, utc(u"2027-01-11T12:30"_s));
    memory.pausedForGood = true;
    QCOMPARE(decide(daily, memory, u"2027-03-10T00:00"_s), (NextRun{WaitReason::Paused, {}}));
}

void ScheduleTest::anOffScheduleNeverRuns()
{
    for (const QString &text : {u"every 60"_s, u"at 03:00"_s}) {
        Schedule off = scheduleOf(text);
        off.enabled = false;
        QCOMPARE(decide(off, {}, u"2027-01-10T12:00"_s, {.justStarted = true}),
                 (NextRun{WaitReason::Off, {}}));
    }
}

void ScheduleTest::retriesBackOff_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<bool>("started");
    QTest::addColumn<int>("minutes");
    const QList<int> pauses{1, 2, 5, 15, 30, 60, 60};
    for (int i = 0; i < pauses.size(); ++i)
        QTest::addRow("%d failures", i + 1) << i + 1 << false << pauses.at(i);
    QTest::newRow("1,000 failures") << 1000 << false << 60;
    QTest::newRow("10 failures and a start") << 10 << true << 1;
}

void ScheduleTest::retriesBackOff()
{
    QFETCH(int, failures);
    QFETCH(bool, started);
    QFETCH(int, minutes);
    for (const QString &text : {u"every 1440"_s, u"at 03:00"_s}) {
        ScheduleMemory memory = succeededAt(u"2027-01-08T02:00"_s);
        memory.lastAttempt = utc(u"2027-01-10T12:00"_s);
        memory.failures = failures;
        const QDateTime at = memory.lastAttempt.addSecs(60 * minutes);
        const Surroundings surroundings{.justStarted = started};
        const auto decided = [&](const QDateTime &now) {
            return nextRun(scheduleOf(text), memory, surroundings, now, QTimeZone::utc(), seed);
        };
        QCOMPARE(decided(memory.lastAttempt), (NextRun{WaitReason::Retrying, at}));
        QCOMPARE(decided(at.addSecs(-1)), (NextRun{WaitReason::Retrying, at}));
        QVERIFY(decided(at).isDue());
    }
}

void ScheduleTest::aRetryIsNoLaterThanTheNextRun()
{
    ScheduleMemory memory = succeededAt(u"2027-01-08T02:00"_s);
    memory.lastAttempt = utc(u"2027-01-10T11:50"_s);
    memory.failures = 6;
    QCOMPARE(decide(scheduleOf(u"every 10"_s), memory, u"2027-01-10T11:51"_s).at, utc(u"2027-01-10T12:00"_s));
    QCOMPARE(decide(scheduleOf(u"at 13:05"_s), memory, u"2027-01-10T11:51"_s).at, utc(u"2027-01-10T12:05"_s));
}

void ScheduleTest::anInterruptedRunIsTriedAgain()
{
    ScheduleMemory memory = succeededAt(u"2027-01-09T02:00"_s);
    memory.lastAttempt = utc(u"2027-01-10T02:00"_s);
    const Schedule daily = scheduleOf(u"at 03:00"_s);
    QCOMPARE(decide(daily, memory, u"2027-01-10T02:00:20"_s),
             (NextRun{WaitReason::Retrying, utc(u"2027-01-10T02:01"_s)}));
    QCOMPARE(decide(daily, memory, u"2027-01-10T02:00:20"_s, {.busy = true}).reason, WaitReason::Busy);
    QVERIFY(decide(daily, memory, u"2027-01-10T02:01"_s).isDue());
}

void ScheduleTest::aSuccessInTheStoreEndsTheRetries()
{
    ScheduleMemory memory = succeededAt(u"2027-01-10T02:10"_s);
    memory.lastAttempt = utc(u"2027-01-10T02:00"_s);
    memory.failures = 3;
    QCOMPARE(decide(scheduleOf(u"at 03:00"_s), memory, u"2027-01-10T12:00"_s),
             (NextRun{WaitReason::NotYet, utc(u"2027-01-11T02:00"_s)}));
}

void ScheduleTest::whatIsInTheWay_data()
{
    QTest::addColumn<Surroundings>("surroundings");
    QTest::addColumn<bool>("holds"); // on metered networks and on battery
    QTest::addColumn<WaitReason>("expected");
    const auto row = [](const char *name, const Surroundings &surroundings, bool holds, WaitReason expected) {
        QTest::newRow(name) << surroundings << holds << expected;
    };
    row("nothing", {}, true, WaitReason::None);
    row("a job", {.busy = true}, true, WaitReason::Busy);
    row("no network", {.online = false}, true, WaitReason::Offline);
    row("a job and no network", {.online = false, .busy = true}, true, WaitReason::Busy);
    row("a metered network", {.metered = true}, true, WaitReason::Metered);
    row("a metered network that may be used", {.metered = true}, false, WaitReason::None);
    row("battery", {.onBattery = true}, true, WaitReason::Battery);
    row("battery that may be used", {.onBattery = true}, false, WaitReason::None);
    row("all of them", {.online = false, .metered = true, .onBattery = true, .busy = true}, true,
        WaitReason::Busy);
}

void ScheduleTest::whatIsInTheWay()
{
    QFETCH(Surroundings, surroundings);
    QFETCH(bool, holds);
    QFETCH(WaitReason, expected);
    Schedule daily = scheduleOf(u"at 03:00"_s);
    daily.holdOnMetered = daily.holdOnBattery = holds;
    ScheduleMemory failed = succeededAt(u"2027-01-09T02:00"_s);
    failed.lastAttempt = utc(u"2027-01-10T02:00"_s);
    failed.failures = 1;
    const QString now = u"2027-01-10T12:00"_s;
    for (const ScheduleMemory &memory : {succeededAt(u"2027-01-09T02:00"_s), failed, ScheduleMemory()})
        QCOMPARE(decide(daily, memory, now, surroundings), (NextRun{expected, utc(now)}));
    QCOMPARE(decide(daily, succeededAt(u"2027-01-10T02:00"_s), now, surroundings).reason, WaitReason::NotYet);
    surroundings.justStarted = true;
    Schedule interval = daily;
    interval.times.clear();
    QCOMPARE(decide(interval, succeededAt(u"2027-01-10T02:00"_s), now, surroundings).reason, expected);
}

void ScheduleTest::jitterStaysBeforeTheNextRun_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<qint64>("jitter");
    QTest::addColumn<qint64>("most");
    QTest::newRow("daily, up to an hour") << u"at 03:00"_s << qint64(3600) << qint64(3600);
    QTest::newRow("hourly, up to a day") << u"@hourly"_s << qint64(86'400) << qint64(3599);
    QTest::newRow("every 10 minutes, up to an hour") << u"every 10"_s << qint64(3600) << qint64(599);
}

void ScheduleTest::jitterStaysBeforeTheNextRun()
{
    QFETCH(QString, schedule);
    QFETCH(qint64, jitter);
    QFETCH(qint64, most);
    Schedule rules = scheduleOf(schedule);
    Schedule exact = rules;
    rules.jitter = std::chrono::seconds(jitter);
    QList<qint64> parts;
    QDateTime success = utc(u"2027-01-10T12:00"_s);
    for (int i = 0; i < 200; ++i) {
        ScheduleMemory memory = succeededAt({});
        memory.lastSuccess = success;
        const auto at = [&](const Schedule &each, const QDateTime &now) {
            return nextRun(each, memory, {}, now, QTimeZone::utc(), seed);
        };
        const QDateTime time = at(exact, success).at;
        const NextRun next = at(rules, success);
        QCOMPARE(next.reason, WaitReason::NotYet);
        QCOMPARE(at(rules, next.at.addSecs(-1)), next);
        QVERIFY(at(rules, next.at).isDue());
        parts.append(time.secsTo(next.at));
        success = next.at;
    }
    const auto [least, longest] = std::minmax_element(parts.cbegin(), parts.cend());
    QVERIFY(*least >= 0);
    QVERIFY(*longest <= most);
    QVERIFY2(*least < most / 10 && *longest > most * 9 / 10, "the parts are spread over all of it");
}

void ScheduleTest::jitterIsAProfilesOwnAndARunsOwn()
{
    Schedule rules = scheduleOf(u"at 03:00"_s);
    rules.jitter = 1h;
    const auto at = [&](const QString &success, quint64 profile) {
        return nextRun(rules, succeededAt(success), {}, utc(success), QTimeZone::utc(), profile).at.time();
    };
    const QString today = u"2027-01-10T12:00"_s;
    QVERIFY(at(today, 1) != at(today, 2));
    QVERIFY(at(today, 1) != at(u"2027-01-11T12:00"_s, 1));
    QCOMPARE(at(u"2027-01-10T11:00"_s, 1), at(today, 1));
}

QTEST_GUILESS_MAIN(ScheduleTest)
#include "tst_schedule.moc"
