// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/scheduler.h"

#include "service/healthmonitor.h"
#include "service/machinesetup.h"

#include <QSignalSpy>
#include <QTest>

#include <future>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto app = u"app"_s;

class Machine final
{
public:
    MachineSetup setup;
    std::unique_ptr<Scheduler> scheduler;
    QString ledgerFile = setup.home.path(u"state/schedule.json"_s);
    QList<std::optional<Error>> runs; ///< how each ended
    FakeClock &clock = *setup.clock;

    Machine() { boot(); }
    Q_DISABLE_COPY_MOVE(Machine)

    /// As a restart of the program does.
    void boot()
    {
        scheduler = std::make_unique<Scheduler>(*setup.home.catalog, setup.backups, setup.jobs,
                                                ScheduleLedger(ledgerFile), QTimeZone::utc());
        QObject::connect(scheduler.get(), &Scheduler::succeeded, scheduler.get(),
                         [this] { runs.append(std::nullopt); });
        QObject::connect(scheduler.get(), &Scheduler::failed, scheduler.get(),
                         [this](const QString &, const Error &error) { runs.append(error); });
        scheduler->begin();
    }

    /// Looks until there is nothing more to do now; how many runs that were.
    qsizetype settle()
    {
        const qsizetype before = runs.size();
        for (int quiet = 0; quiet < 2;) {
            QSignalSpy looked(scheduler.get(), &Scheduler::looked);
            scheduler->look();
            if (!looked.wait())
                qFatal("the look does not end");
            quiet = setup.jobs.running().isEmpty() ? quiet + 1 : 0;
        }
        return runs.size() - before;
    }
};

} // namespace

class SchedulerTest final : public QObject
{
    Q_OBJECT

private slots:
    void runsNothingBeforeItBegins();
    void runsAtTheStartAndThenEveryInterval();
    void aRunThatIsAskedForCounts();
    void aRunThatIsNotTheSchedulersCounts();
    void doesNotBeginARunTwice();
    void retriesAFailedRunLaterAndLater();
    void waitsForAnotherJobOnTheProfile();
    void leavesAloneWhatAnotherHasJustDone();
    void pauseSurvivesARestart();
    void pauseEnds();
    void aCancelledRunIsLeftAloneForAnHour();
    void aDiskThatCannotRememberMakesNoFlood();
    void aBackupSeenInTheStoreCounts();
    void offlineWaits();
    void aFolderNeedsNoNetwork();
    void profilesComeAndGo();
    void aBackupByHandIsWaitedFor();
    void aNewProfileIsGivenTimeOnce();
};

void SchedulerTest::runsNothingBeforeItBegins()
{
    Machine machine;
    machine.scheduler = nullptr;
    Scheduler scheduler(*machine.setup.home.catalog, machine.setup.backups, machine.setup.jobs,
                        ScheduleLedger(machine.ledgerFile), QTimeZone::utc());
    scheduler.setMachineState({.online = false});
    VERIFY_OK(machine.setup.jobs.start<int>(
        JobKind::List, app, [](const JobControl &) -> Result<int> { return 0; }, this,
        [](const Result<int> &) {}));
    QSignalSpy finished(&machine.setup.jobs, &Jobs::finished);
    QVERIFY(finished.wait()); // after which it would look
    QSignalSpy looked(&scheduler, &Scheduler::looked);
    QVERIFY(!looked.wait(200)); // that nothing comes is only seen by waiting for it
    scheduler.pause();
    scheduler.begin();
    QVERIFY(looked.wait());
    QCOMPARE(scheduler.next(app).reason, WaitReason::Paused);
    QVERIFY(scheduler.knows(app));
}

void SchedulerTest::aRunThatIsAskedForCounts()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(50min);
    machine.scheduler->backUpNow(app);
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(20min); // when the schedule would have made one
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::NotYet);
}

/// Such as one that the wizard makes.
void SchedulerTest::aRunThatIsNotTheSchedulersCounts()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(50min);
    QSignalSpy finished(&machine.setup.jobs, &Jobs::finished);
    VERIFY_OK(machine.setup.jobs.start<int>(
        JobKind::Backup, app, [](const JobControl &) -> Result<int> { return 0; }, this,
        [](const Result<int> &) {}));
    QVERIFY(finished.wait());
    machine.clock.advance(20min); // when the schedule would have made one
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::NotYet);
}

void SchedulerTest::runsAtTheStartAndThenEveryInterval()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    QVERIFY(!machine.runs.constLast());
    machine.clock.advance(55min);
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::NotYet);
    machine.clock.advance(6min);
    QCOMPARE(machine.settle(), 1);
    QCOMPARE(QDir(machine.setup.home.path(u"store/backups"_s)).entryList({u"*.db"_s}).size(), 2);
}

void SchedulerTest::doesNotBeginARunTwice()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(2h);
    for (int i = 0; i < 20; ++i) {
        machine.scheduler->look();
        QCoreApplication::processEvents();
    }
    machine.settle();
    QCOMPARE(machine.runs.size(), 2);
}

void SchedulerTest::retriesAFailedRunLaterAndLater()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.setup.breakStore();
    machine.clock.advance(61min);
    QCOMPARE(machine.settle(), 1);
    QVERIFY(machine.runs.constLast());
    const NextRun next = machine.scheduler->next(app);
    QCOMPARE(next.reason, WaitReason::Retrying);
    QCOMPARE(next.at, machine.clock.utcNow().addSecs(backOff(1).count()));

    machine.clock.advance(backOff(1));
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(backOff(1));
    QCOMPARE(machine.settle(), 0); // the second pause is longer
    machine.setup.mendStore();
    machine.clock.advance(backOff(2));
    QCOMPARE(machine.settle(), 1);
    QVERIFY(!machine.runs.constLast());
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::NotYet);
}

void SchedulerTest::waitsForAnotherJobOnTheProfile()
{
    Machine machine;
    std::atomic<bool> open = false;
    VERIFY_OK(machine.setup.jobs.start<int>(
        JobKind::Delete, app,
        [&](const JobControl &) -> Result<int> {
            while (!open)
                std::this_thread::yield();
            return 0;
        },
        this, [](const Result<int> &) {}));
    QSignalSpy looked(machine.scheduler.get(), &Scheduler::looked);
    machine.scheduler->look();
    QVERIFY(looked.wait());
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::Busy);
    open = true;
    QCOMPARE(machine.settle(), 1);
}

/// Two Lifeboats of one user may both have seen that a run is due.
void SchedulerTest::leavesAloneWhatAnotherHasJustDone()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(2h);
    Jobs &jobs = machine.setup.jobs;
    std::promise<void> gate;
    const std::shared_future<void> open = gate.get_future().share();
    for (int i = 0; i < 32; ++i) { // more than there are threads, so that the run has to wait for one
        VERIFY_OK(jobs.start<int>(
            JobKind::List, app,
            [open](const JobControl &) -> Result<int> {
                open.wait();
                return 0;
            },
            this, [](const Result<int> &) {}));
    }
    machine.scheduler->look();
    QTRY_VERIFY(jobs.changing(app));
    VERIFY_OK(ScheduleLedger(machine.ledgerFile)
                  .change(app, [now = machine.clock.utcNow()](ScheduleMemory &memory) {
                      memory.lastSuccess = now;
                  }));
    gate.set_value();
    QTRY_COMPARE(machine.runs.size(), 2);
    QVERIFY(machine.runs.constLast());
    QCOMPARE(machine.runs.constLast()->code, ErrorCode::Busy);
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(QDir(machine.setup.home.path(u"store/backups"_s)).entryList({u"*.db"_s}).size(), 1);
}

void SchedulerTest::pauseSurvivesARestart()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.scheduler->pause();
    QCOMPARE(machine.settle(), 0);
    QVERIFY(machine.scheduler->isPaused());
    machine.boot();
    machine.clock.advance(30h);
    QCOMPARE(machine.settle(), 0);
    QVERIFY(machine.scheduler->isPaused());
    QVERIFY(!machine.scheduler->next(app).at.isValid());
    machine.scheduler->resume();
    QCOMPARE(machine.settle(), 1);
    QVERIFY(!machine.scheduler->isPaused());
}

void SchedulerTest::pauseEnds()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.scheduler->pause(machine.clock.utcNow().addSecs(3 * 3600));
    machine.clock.advance(2h);
    QCOMPARE(machine.settle(), 0);
    machine.clock.advance(61min);
    QCOMPARE(machine.settle(), 1);
}

void SchedulerTest::aCancelledRunIsLeftAloneForAnHour()
{
    Machine machine;
    connect(&machine.setup.jobs, &Jobs::started, this, [](Job *job) { job->cancel(); });
    QCOMPARE(machine.settle(), 1);
    QCOMPARE(machine.runs.constLast()->code, ErrorCode::Cancelled);
    machine.clock.advance(50min);
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::Paused);
    disconnect(&machine.setup.jobs, nullptr, this, nullptr);
    machine.clock.advance(11min);
    QCOMPARE(machine.settle(), 1);
    QVERIFY(!machine.runs.constLast());
}

void SchedulerTest::aDiskThatCannotRememberMakesNoFlood()
{
    Machine machine;
    machine.ledgerFile =
        machine.setup.home.write(machine.setup.home.path(u"full"_s), "x") + u"/schedule.json"_s;
    machine.boot();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be written"_s));
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(5min);
    QCOMPARE(machine.settle(), 0);
    machine.setup.breakStore();
    machine.clock.advance(61min);
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(backOff(1) - 1s);
    QCOMPARE(machine.settle(), 0);
}

void SchedulerTest::aBackupSeenInTheStoreCounts()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    machine.clock.advance(50min);
    machine.scheduler->noteBackup(app, machine.clock.utcNow());
    machine.clock.advance(20min);
    QCOMPARE(machine.settle(), 0);
    machine.clock.advance(41min);
    QCOMPARE(machine.settle(), 1);
    machine.scheduler->noteBackup(app, machine.clock.utcNow().addDays(2));
    machine.clock.advance(61min);
    QCOMPARE(machine.settle(), 1);
}

void SchedulerTest::offlineWaits()
{
    Machine machine;
    NewProfile away = toBucket();
    away.rules.databasePath = machine.setup.home.path(u"app.db"_s);
    VERIFY_OK(machine.setup.home.catalog->create(away, SecretPlace::ThisSession, {}));
    machine.scheduler->setMachineState({.online = false});
    machine.settle();
    QCOMPARE(machine.scheduler->next(away.name).reason, WaitReason::Offline);
    machine.scheduler->setMachineState({.metered = true});
    machine.settle();
    QCOMPARE(machine.scheduler->next(away.name).reason, WaitReason::Metered);
}

void SchedulerTest::aFolderNeedsNoNetwork()
{
    Machine machine;
    machine.scheduler->setMachineState({.online = false, .metered = true});
    QCOMPARE(machine.settle(), 1);
}

void SchedulerTest::profilesComeAndGo()
{
    Machine machine;
    QCOMPARE(machine.settle(), 1);
    QSignalSpy changed(machine.scheduler.get(), &Scheduler::nextChanged);
    VERIFY_OK(machine.setup.home.catalog->remove(app, {}));
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::Off);
    NewProfile other = toFolder();
    other.name = u"other"_s;
    other.rules.databasePath = machine.setup.home.path(u"app.db"_s);
    other.rules.destination = FolderDestination{machine.setup.store()};
    VERIFY_OK(machine.setup.home.catalog->create(other, SecretPlace::ThisSession, {}));
    QCOMPARE(machine.settle(), 1);
    QVERIFY(!changed.isEmpty());
    QCOMPARE(changed.constLast().constFirst().toString(), u"other"_s);
}

/// Such as the wizard's: the schedule itself has nothing to do.
void SchedulerTest::aBackupByHandIsWaitedFor()
{
    Machine machine;
    HealthMonitor health(*machine.setup.home.catalog, machine.setup.backups, machine.setup.jobs);
    machine.scheduler->follow(health);
    QCOMPARE(machine.settle(), 1);
    VERIFY_OK(machine.setup.home.catalog->change(app, {{u"storage.backup"_s, u"enabled"_s, u"false"_s}}));
    machine.settle();
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::Off);
    machine.clock.advance(3h);
    std::promise<void> gate;
    VERIFY_OK(machine.setup.jobs.start<int>(
        JobKind::Backup, app,
        [&](const JobControl &) -> Result<int> {
            gate.get_future().wait();
            return fail(ErrorCode::Io, u"test"_s, u"failed"_s);
        },
        this, [](const Result<int> &) {}));
    QSignalSpy told(&health, &HealthMonitor::healthChanged);
    QSignalSpy listed(&health, &HealthMonitor::listed);
    health.refreshAll();
    QVERIFY(listed.wait());
    QCOMPARE(health.stateOf(app).report.health, Health::Critical); // for who looks
    QVERIFY(told.isEmpty());
    gate.set_value();
    machine.settle(); // nothing was mended
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.constFirst().at(2).value<Health>(), Health::Critical);
}

void SchedulerTest::aNewProfileIsGivenTimeOnce()
{
    Machine machine;
    HealthMonitor health(*machine.setup.home.catalog, machine.setup.backups, machine.setup.jobs);
    machine.scheduler->follow(health);
    QVERIFY(machine.scheduler->next(app).reason == WaitReason::Off); // before the first look
    machine.scheduler->pause();
    machine.settle();
    QSignalSpy told(&health, &HealthMonitor::healthChanged);
    QSignalSpy listed(&health, &HealthMonitor::listed);
    health.refreshAll();
    QVERIFY(listed.wait());
    QCOMPARE(health.stateOf(app).report.health, Health::Critical);
    machine.clock.advance(74min); // its interval, and a quarter of it that any backup may be late
    machine.settle();
    QVERIFY(told.isEmpty());
    machine.boot(); // nor is it new again
    machine.scheduler->follow(health);
    machine.clock.advance(2min);
    QCOMPARE(machine.settle(), 0);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.constFirst().at(2).value<Health>(), Health::Critical);
}

QTEST_GUILESS_MAIN(SchedulerTest)
#include "tst_scheduler.moc"
