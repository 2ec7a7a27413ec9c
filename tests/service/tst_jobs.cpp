// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/jobs.h"
#include "service/requestscope.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <array>
#include <atomic>
#include <future>
#include <semaphore>

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const auto profile = u"blog"_s;

/// Work that waits to be let go, or for its cancellation.
class Gate final
{
public:
    Result<int> pass(const JobControl &control)
    {
        m_entered.release();
        while (!m_open.try_acquire_for(std::chrono::milliseconds(5))) {
            if (const auto go = control.cancel.check(u"test"_s); !go)
                return fail(go.error());
        }
        return 7;
    }
    void waitUntilEntered() { m_entered.acquire(); }
    void open() { m_open.release(); }

private:
    std::counting_semaphore<> m_entered{0};
    std::counting_semaphore<> m_open{0};
};

} // namespace

class JobsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qRegisterMetaType<std::optional<Error>>(); }
    void resultComesOnceInTheWindowsThread();
    void errorsAreToldToo();
    void oneChangeAtATime();
    void lookingGoesOnBesideAChange();
    void cancelReachesTheWork();
    void nobodyListensAnyMore_data();
    void nobodyListensAnyMore();
    void latestProgressArrives();
    void endingCancelsWhatRuns();
    void backgroundWorkGivesWay();
    void backgroundWorkLeavesTheWindowAProcessor();
    void backgroundWorkTakesShortTurns();
    void onlyScheduledDrillsAreIdle();
    void countsTheRequestsOfEachJob();
};

void JobsTest::resultComesOnceInTheWindowsThread()
{
    Jobs jobs;
    QStringList order;
    QThread *workThread = nullptr;
    const auto job = jobs.start<int>(
        JobKind::Backup, profile,
        [&](const JobControl &) -> Result<int> {
            workThread = QThread::currentThread();
            return 42;
        },
        this,
        [&](const Result<int> &result) {
            QCOMPARE(QThread::currentThread(), thread());
            QCOMPARE(*result, 42);
            order += u"done"_s;
        });
    QVERIFY(job);
    connect(*job, &Job::finished, this, [&](const std::optional<Error> &error) {
        QVERIFY(!error);
        order += u"job finished"_s;
    });
    connect(&jobs, &Jobs::finished, this, [&] { order += u"finished"_s; });
    QCOMPARE(jobs.changing(profile), *job);
    QTRY_VERIFY(jobs.running().isEmpty());
    QCOMPARE(order, (QStringList{u"done"_s, u"job finished"_s, u"finished"_s}));
    QVERIFY(workThread != thread());
    QCOMPARE(jobs.changing(profile), nullptr);
}

void JobsTest::errorsAreToldToo()
{
    Jobs jobs;
    std::optional<Error> told;
    connect(&jobs, &Jobs::finished, this, [&](Job *, const std::optional<Error> &error) { told = error; });
    bool failed = false;
    QVERIFY(jobs.start<int>(
        JobKind::List, profile,
        [](const JobControl &) -> Result<int> { return fail(ErrorCode::Network, u"test"_s, u"no route"_s); },
        this, [&](const Result<int> &result) { failed = !result; }));
    QTRY_VERIFY(told);
    QCOMPARE(told->code, ErrorCode::Network);
    QVERIFY(failed);
}

void JobsTest::oneChangeAtATime()
{
    Jobs jobs;
    Gate gate;
    int done = 0;
    const auto work = [&](const JobControl &control) { return gate.pass(control); };
    const std::function<void(const Result<int> &)> count = [&](const Result<int> &) { ++done; };
    QVERIFY(jobs.start<int>(JobKind::Backup, profile, work, this, count));
    const auto second = jobs.start<int>(JobKind::Restore, profile, work, this, count);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Busy);
    QVERIFY2(second.error().message.contains(jobTitle(JobKind::Backup)), qPrintable(second.error().message));
    QVERIFY(jobs.start<int>(JobKind::Backup, u"another"_s, work, this, count));
    gate.open();
    gate.open();
    QTRY_COMPARE(done, 2);
    gate.open();
    QVERIFY(jobs.start<int>(JobKind::Restore, profile, work, this, count)); // free again
    QTRY_COMPARE(done, 3);
}

void JobsTest::lookingGoesOnBesideAChange()
{
    Jobs jobs;
    Gate change;
    bool listed = false;
    QVERIFY(jobs.start<int>(
        JobKind::Backup, profile, [&](const JobControl &control) { return change.pass(control); }, this,
        [](const Result<int> &) {}));
    for (const JobKind kind : {JobKind::List, JobKind::Check, JobKind::Verify, JobKind::Download}) {
        listed = false;
        QVERIFY(jobs.start<int>(
            kind, profile, [](const JobControl &) -> Result<int> { return 1; }, this,
            [&](const Result<int> &) { listed = true; }));
        QTRY_VERIFY(listed);
    }
    QVERIFY(jobs.changing(profile));
    change.open();
    QTRY_VERIFY(!jobs.changing(profile));
}

void JobsTest::cancelReachesTheWork()
{
    Jobs jobs;
    Gate gate;
    std::optional<Error> told;
    const auto job = jobs.start<int>(
        JobKind::Backup, profile, [&](const JobControl &control) { return gate.pass(control); }, this,
        [&](const Result<int> &result) { told = result.error(); });
    gate.waitUntilEntered();
    (*job)->cancel();
    QVERIFY((*job)->isCancelled());
    QTRY_VERIFY(told);
    QCOMPARE(told->code, ErrorCode::Cancelled);
}

void JobsTest::nobodyListensAnyMore_data()
{
    QTest::addColumn<JobKind>("kind");
    QTest::addColumn<bool>("stops");
    QTest::newRow("a look is given up") << JobKind::List << true;
    QTest::newRow("a change goes on") << JobKind::Backup << false;
}

void JobsTest::nobodyListensAnyMore()
{
    QFETCH(JobKind, kind);
    QFETCH(bool, stops);
    Jobs jobs;
    Gate gate;
    auto dialog = std::make_unique<QObject>();
    bool delivered = false;
    std::optional<std::optional<Error>> told;
    connect(&jobs, &Jobs::finished, this, [&](Job *, const std::optional<Error> &error) { told = error; });
    QVERIFY(jobs.start<int>(
        kind, profile, [&](const JobControl &control) { return gate.pass(control); }, dialog.get(),
        [&](const Result<int> &) { delivered = true; }));
    gate.waitUntilEntered();
    dialog.reset();
    if (!stops)
        gate.open();
    QTRY_VERIFY(told);
    QCOMPARE(told->has_value(), stops);
    QVERIFY(!delivered);
}

void JobsTest::latestProgressArrives()
{
    Jobs jobs;
    bool done = false;
    constexpr int steps = 100'000;
    const auto job = jobs.start<int>(
        JobKind::Backup, profile,
        [](const JobControl &control) -> Result<int> {
            for (int i = 1; i <= steps; ++i)
                control.progress({Stage::Upload, i, steps});
            return 0;
        },
        this, [&](const Result<int> &) { done = true; });
    qint64 last = 0;
    int calls = 0;
    connect(*job, &Job::progressed, this, [&](const JobProgress &progress) {
        QVERIFY(progress.done > last);
        last = progress.done;
        ++calls;
    });
    QTRY_VERIFY(done);
    QCOMPARE(last, steps);
    QVERIFY2(calls < steps / 2, qPrintable(QString::number(calls))); // the window is not flooded
}

void JobsTest::endingCancelsWhatRuns()
{
    Gate gate;
    bool delivered = false;
    {
        Jobs jobs;
        QVERIFY(jobs.start<int>(
            JobKind::Backup, profile, [&](const JobControl &control) { return gate.pass(control); }, this,
            [&](const Result<int> &) { delivered = true; }));
        gate.waitUntilEntered();
    }
    QCoreApplication::processEvents();
    QVERIFY(!delivered);
}

void JobsTest::backgroundWorkGivesWay()
{
    const auto niceness = [] { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); };
    const int before = niceness();
    Jobs jobs;
    // One after the other, so that they have the same thread of the pool.
    const int behind = std::max(before, 10);
    for (const auto &[kind, nice] : {std::pair(JobKind::Backup, behind), std::pair(JobKind::Restore, before),
                                     std::pair(JobKind::List, behind), std::pair(JobKind::Check, before)}) {
        std::optional<int> found;
        QVERIFY(jobs.start<int>(
            kind, profile, [niceness](const JobControl &) -> Result<int> { return niceness(); }, this,
            [&](const Result<int> &result) { found = *result; }));
        QTRY_VERIFY(found);
        QCOMPARE(*found, nice);
        QTRY_VERIFY(jobs.running().isEmpty());
    }
    QCOMPARE(niceness(), before);
}

void JobsTest::backgroundWorkLeavesTheWindowAProcessor()
{
    const auto processors = [] {
        cpu_set_t allowed;
        CPU_ZERO(&allowed);
        QSet<int> numbers;
        if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0)
            for (int number = 0; number < CPU_SETSIZE; ++number)
                if (CPU_ISSET(static_cast<std::size_t>(number), &allowed))
                    numbers.insert(number);
        return numbers;
    };
    const QSet<int> all = processors();
    QVERIFY(!all.isEmpty());
    QSet<int> others = all;
    if (all.size() > 1)
        others.remove(*std::min_element(all.cbegin(), all.cend()));
    Jobs jobs;
    for (const auto &[kind, allowed] : {std::pair(JobKind::Backup, others), std::pair(JobKind::List, others),
                                        std::pair(JobKind::Restore, all)}) {
        std::optional<QSet<int>> found;
        QVERIFY(jobs.start<QSet<int>>(
            kind, profile, [processors](const JobControl &) -> Result<QSet<int>> { return processors(); },
            this, [&](const Result<QSet<int>> &result) { found = *result; }));
        QTRY_VERIFY(found);
        QCOMPARE(*found, allowed);
        QTRY_VERIFY(jobs.running().isEmpty());
    }
    QCOMPARE(processors(), all);
}

void JobsTest::backgroundWorkTakesShortTurns()
{
    const auto nanoseconds = [] {
        std::array<quint64, 6> attributes{}; // of sched_getattr(2); the fourth of 64 bits is a turn's time
        return ::syscall(SYS_sched_getattr, 0, attributes.data(), sizeof attributes, 0U) == 0 ? attributes[3]
                                                                                              : 0;
    };
    const quint64 usual = nanoseconds();
    if (usual == 0)
        QSKIP("This Linux, older than 6.12, does not let a thread choose how long its turns are.");
    Jobs jobs;
    for (const auto &[kind, turn] :
         {std::pair(JobKind::Backup, quint64{100'000}), std::pair(JobKind::Restore, usual)}) {
        std::optional<quint64> found;
        QVERIFY(jobs.start<quint64>(
            kind, profile, [nanoseconds](const JobControl &) -> Result<quint64> { return nanoseconds(); },
            this, [&](const Result<quint64> &result) { found = *result; }));
        QTRY_VERIFY(found);
        QCOMPARE(*found, turn);
        QTRY_VERIFY(jobs.running().isEmpty());
    }
    QCOMPARE(nanoseconds(), usual);
}

void JobsTest::onlyScheduledDrillsAreIdle()
{
    Jobs jobs;
    const int before = ::sched_getscheduler(0);
    for (const auto &[trigger, policy] :
         {std::pair(RunTrigger::Schedule, SCHED_IDLE), std::pair(RunTrigger::ByHand, before)}) {
        std::optional<int> found;
        QVERIFY(jobs.start<int>(
            JobKind::Drill, profile,
            [](const JobControl &) -> Result<int> { // also what it starts, such as the unsealing
                return std::async(std::launch::async, [] { return ::sched_getscheduler(0); }).get();
            },
            this, [&](const Result<int> &result) { found = *result; }, trigger));
        QTRY_VERIFY(found);
        QCOMPARE(*found, policy);
        QTRY_VERIFY(jobs.running().isEmpty());
    }
}

void JobsTest::countsTheRequestsOfEachJob()
{
    const auto all = std::make_shared<RequestMeter>();
    Jobs jobs;
    QHash<QString, qint64> counted;
    connect(&jobs, &Jobs::finished, this,
            [&](const Job *job) { counted[job->profile()] = job->record().classARequests; });
    // What a store does that a job opens, sends with and closes.
    const auto work = [all](int requests) {
        return [all, requests](const JobControl &) -> Result<void> {
            const auto meter = RequestScope::counting(all);
            meter->classA += requests;
            return {};
        };
    };
    QVERIFY(jobs.start<void>(JobKind::Backup, u"blog"_s, work(5), this, [](const Result<void> &) {}));
    QVERIFY(jobs.start<void>(JobKind::Restore, u"wiki"_s, work(7), this, [](const Result<void> &) {}));
    QTRY_COMPARE(counted.size(), 2);
    QCOMPARE(counted[u"blog"_s], 5); // made on a nice thread of its own
    QCOMPARE(counted[u"wiki"_s], 7);
    QCOMPARE(all->classA.load(), 12);
    QCOMPARE(RequestScope::counting(all), all); // nobody counts here
}

QTEST_GUILESS_MAIN(JobsTest)
#include "tst_jobs.moc"
