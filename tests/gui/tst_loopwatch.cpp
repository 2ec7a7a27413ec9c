// SPDX-License-Identifier: GPL-3.0-or-later
// What the measure of the window's stalls counts, and what it leaves out.
#include "support/loopwatch.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <functional>

#include <sched.h>

using namespace lifeboat;
using namespace std::chrono_literals;

namespace {

constexpr auto longTime = 40ms;

void compute()
{
    const ThreadTimes times;
    for (const auto begin = times.used(); times.used() - begin < longTime;) {
    }
}

void waitForNobody(std::chrono::milliseconds time = longTime)
{
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    const auto end = std::chrono::steady_clock::now() + time;
    while (never.wait_until(lock, end) != std::cv_status::timeout) {
    }
}

/// A lock that another thread has.
void waitForALock()
{
    std::mutex mutex;
    std::atomic<bool> isHeld = false;
    std::thread holder([&] {
        const std::lock_guard lock(mutex);
        isHeld = true;
        isHeld.notify_one();
        waitForNobody();
    });
    isHeld.wait(false);
    mutex.lock();
    mutex.unlock();
    holder.join();
}

/// What a pipe brings, as a disk would.
void waitForData()
{
    int ends[2] = {};
    QVERIFY(::pipe(ends) == 0);
    std::thread writer([&] {
        waitForNobody();
        QVERIFY(::write(ends[1], "x", 1) == 1);
    });
    char data = 0;
    QVERIFY(::read(ends[0], &data, 1) == 1);
    writer.join();
    ::close(ends[0]);
    ::close(ends[1]);
}

/// Half of it computing, half of it blocked.
void both()
{
    const ThreadTimes times;
    for (const auto begin = times.used(); times.used() - begin < longTime / 2;) {
    }
    waitForNobody();
}

/// In a turn of an event loop, after others.
void doInLoop(const std::function<void()> &work)
{
    QEventLoop loop;
    QTimer::singleShot(5ms, &loop, [&] {
        work();
        QTimer::singleShot(0, &loop, &QEventLoop::quit);
    });
    loop.exec();
}

/// The thread that makes it, and those it starts, have one processor between them.
class OneProcessor final
{
public:
    OneProcessor()
    {
        ::sched_getaffinity(0, sizeof m_before, &m_before);
        cpu_set_t here;
        CPU_ZERO(&here);
        CPU_SET(::sched_getcpu(), &here);
        m_isSet = ::sched_setaffinity(0, sizeof here, &here) == 0;
    }
    ~OneProcessor() { ::sched_setaffinity(0, sizeof m_before, &m_before); }
    Q_DISABLE_COPY_MOVE(OneProcessor)
    [[nodiscard]] bool isSet() const { return m_isSet; }

private:
    cpu_set_t m_before{};
    bool m_isSet = false;
};

} // namespace

class LoopWatchTest final : public QObject
{
    Q_OBJECT

private slots:
    void countsWhatTheLoopDoes_data();
    void countsWhatTheLoopDoes();
    void leavesOutWhatTheHostTook();
    void leavesOutWaitingForAProcessor();
};

void LoopWatchTest::countsWhatTheLoopDoes_data()
{
    QTest::addColumn<std::function<void()>>("work");
    QTest::newRow("computing") << std::function<void()>([] { compute(); });
    QTest::newRow("waiting for time") << std::function<void()>([] { waitForNobody(); });
    QTest::newRow("waiting for a lock") << std::function<void()>(waitForALock);
    QTest::newRow("waiting for data") << std::function<void()>(waitForData);
    QTest::newRow("both") << std::function<void()>(both);
}

void LoopWatchTest::countsWhatTheLoopDoes()
{
    QFETCH(std::function<void()>, work);
    // A host may take a processor away just then, and that time is left out.
    std::chrono::microseconds all{0};
    std::chrono::microseconds own{0};
    for (int round = 0; round < 5 && own <= longTime * 3 / 4; ++round) {
        LoopWatch watch;
        doInLoop(work);
        all = watch.worst();
        own = watch.worstOwn();
    }
    QVERIFY2(all > longTime * 3 / 4, qPrintable(QString::number(all.count())));
    QVERIFY2(own > longTime * 3 / 4, qPrintable(QString::number(own.count())));
}

void LoopWatchTest::leavesOutWhatTheHostTook()
{
    Stall stall;
    stall.waited = 30ms;
    stall.used = 4ms;
    QCOMPARE(stall.own(), 30ms);
    stall.queued = 5ms;
    QCOMPARE(stall.own(), 25ms);
    stall.stolen = 10ms;
    QCOMPARE(stall.own(), 15ms);
    stall.stolen = 100ms; // of another processor, perhaps
    QCOMPARE(stall.own(), 4ms);
    stall.stolen = 0ms;
    stall.neverSlept = true;
    QCOMPARE(stall.own(), 4ms);
    QCOMPARE(StolenTime::between({100, 200}, {101, 203}), 30ms);
    QCOMPARE(StolenTime::between({}, {}), 0ms);
    QVERIFY(std::ssize(StolenTime().ticks()) >= 1);
}

void LoopWatchTest::leavesOutWaitingForAProcessor()
{
    const OneProcessor processor;
    QVERIFY(processor.isSet());
    std::atomic<bool> isDone = false;
    std::thread other([&] {
        while (!isDone) {
        }
    });
    LoopWatch watch;
    doInLoop([] { compute(); });
    isDone = true;
    other.join();
    const QString figures =
        QStringLiteral("%1 µs, own %2 µs").arg(watch.worst().count()).arg(watch.worstOwn().count());
    QVERIFY2(watch.worst() > longTime * 5 / 4, qPrintable(figures));
    QVERIFY2(watch.worstOwn() > longTime * 3 / 4 && watch.worstOwn() < longTime * 9 / 8, qPrintable(figures));
}

QTEST_GUILESS_MAIN(LoopWatchTest)
#include "tst_loopwatch.moc"
