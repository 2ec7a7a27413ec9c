// SPDX-License-Identifier: GPL-3.0-or-later
// The real clock, the fake one that stands in for it, and the token that cuts their waits short.
#include "base/clock.h"
#include "support/fakeclock.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestClock final : public QObject
{
    Q_OBJECT

private slots:
    void tokenIsSharedByItsCopies();
    void requestedTokenFailsTheCheck();
    void systemClockTellsUtc();
    void systemClockSleepsAtLeastAsLongAsAsked();
    void systemClockDoesNotSleepForNothing();
    void requestWakesASleeper();
    void fakeClockSleepsAtOnceAndRemembers();
    void fakeClockStepsLikeARealOne();
    void fakeClockCanBeCutShort();
    void fakeClockIsThreadSafe();
};

void TestClock::tokenIsSharedByItsCopies()
{
    const CancelToken token;
    const CancelToken copy = token;
    const CancelToken other;
    QVERIFY(!copy.isRequested());
    token.request();
    QVERIFY(token.isRequested() && copy.isRequested());
    QVERIFY(!other.isRequested());
}

void TestClock::requestedTokenFailsTheCheck()
{
    const CancelToken token;
    QVERIFY(token.check(u"test.step"_s));
    token.request();
    const auto checked = token.check(u"test.step"_s);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::Cancelled);
    QCOMPARE(checked.error().operation, u"test.step"_s);
    QVERIFY(!checked.error().retryable);
}

void TestClock::systemClockTellsUtc()
{
    const SystemClock clock;
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const QDateTime now = clock.utcNow();
    QCOMPARE(now.timeSpec(), Qt::UTC);
    QVERIFY(before <= now && now <= QDateTime::currentDateTimeUtc());
}

void TestClock::systemClockSleepsAtLeastAsLongAsAsked()
{
    SystemClock clock;
    for (const auto duration : {1ms, 20ms, 70ms}) { // within a slice, and over more than one
        const auto begin = clock.monotonic();
        QVERIFY(clock.sleep(duration, {}));
        QVERIFY(clock.monotonic() - begin >= duration);
    }
}

void TestClock::systemClockDoesNotSleepForNothing()
{
    SystemClock clock;
    const CancelToken requested;
    requested.request();
    QVERIFY(clock.sleep(0ms, {}));
    QVERIFY(clock.sleep(-1h, {}));
    QVERIFY(!clock.sleep(0ms, requested));
    QVERIFY(!clock.sleep(1h, requested));
}

void TestClock::requestWakesASleeper()
{
    SystemClock clock;
    const CancelToken token;
    std::atomic<bool> slept = true;
    const auto begin = clock.monotonic();
    std::thread sleeper([&] { slept = clock.sleep(1h, token); });
    token.request();
    sleeper.join();
    QVERIFY(!slept);
    QVERIFY(clock.monotonic() - begin < 30s); // the contract says 50 ms; a busy machine may need more
}

void TestClock::fakeClockSleepsAtOnceAndRemembers()
{
    FakeClock clock;
    const QDateTime utc = clock.utcNow();
    const auto monotonic = clock.monotonic();
    QVERIFY(clock.sleep(40h, {}));
    QVERIFY(clock.sleep(5ms, {}));
    QCOMPARE(clock.utcNow(), utc.addMSecs(144'000'005));
    QCOMPARE((clock.monotonic() - monotonic).count(), 144'000'005);
    QCOMPARE(clock.sleeps(), (QList<std::chrono::milliseconds>{40h, 5ms}));
}

void TestClock::fakeClockStepsLikeARealOne()
{
    FakeClock clock;
    const QDateTime utc = clock.utcNow();
    const auto monotonic = clock.monotonic();
    QCOMPARE(utc.timeSpec(), Qt::UTC);
    clock.setUtcNow(utc.addDays(-1));
    QCOMPARE(clock.utcNow(), utc.addDays(-1));
    QVERIFY(clock.monotonic() == monotonic);
    clock.advance(2s);
    QCOMPARE(clock.utcNow(), utc.addDays(-1).addSecs(2));
    QVERIFY(clock.monotonic() == monotonic + 2s);
    clock.setMonotonic(7s);
    QVERIFY(clock.monotonic() == 7s);
    QVERIFY(clock.sleeps().isEmpty());
}

void TestClock::fakeClockCanBeCutShort()
{
    FakeClock clock;
    const CancelToken token;
    clock.setSleepHook([&](std::chrono::milliseconds duration) {
        if (duration == 2s)
            token.request();
    });
    QVERIFY(clock.sleep(1s, token));
    QVERIFY(!clock.sleep(2s, token));
    QVERIFY(!clock.sleep(3s, token));
    QCOMPARE(clock.sleeps().size(), 2); // the third was not begun
}

void TestClock::fakeClockIsThreadSafe()
{
    FakeClock clock;
    const auto monotonic = clock.monotonic();
    const auto work = [&] {
        for (int i = 0; i < 1000; ++i)
            clock.sleep(1ms, {});
    };
    std::thread one(work);
    std::thread other(work);
    one.join();
    other.join();
    QVERIFY(clock.monotonic() == monotonic + 2s);
    QCOMPARE(clock.sleeps().size(), 2000);
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
