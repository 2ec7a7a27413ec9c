// SPDX-License-Identifier: GPL-3.0-or-later
// Restore drills and markers for unchanged databases, as the scheduler and the health see to them.
#include "service/healthmonitor.h"
#include "service/machinesetup.h"
#include "service/scheduler.h"

#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto app = u"app"_s;

/// Remembers what it is told of drills.
class HeardDrills final : public AlertSink
{
public:
    std::unique_ptr<AlertedRun> begin(const LoadedProfile &) override { return nullptr; }
    QList<AlertDelivery> tellHealth(const LoadedProfile &, const HealthReport &, const CancelToken &) override
    {
        return {};
    }
    QList<AlertDelivery> tellDrill(const LoadedProfile &, const QString &,
                                   const std::optional<Error> &problem, const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        m_heard.append(problem.has_value());
        return {};
    }
    QList<AlertDelivery> tellTest(const LoadedProfile &, const CancelToken &) override { return {}; }

    /// True: a failed one.
    [[nodiscard]] QList<bool> heard() const
    {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }

private:
    mutable std::mutex m_mutex;
    QList<bool> m_heard;
};

/// Everything that runs by itself on one machine.
class Machine final
{
public:
    std::shared_ptr<HeardDrills> alerts = std::make_shared<HeardDrills>();
    MachineSetup setup{alerts};
    FakeClock &clock = *setup.clock;
    std::unique_ptr<HealthMonitor> health;
    std::unique_ptr<Scheduler> scheduler;
    QList<JobKind> begun; ///< by schedule
    QList<BackupReport> backups;
    QList<DrillReport> drills;

    explicit Machine(const QByteArray &settings = {})
    {
        const QString file = setup.home.fileOf(app);
        setup.home.write(file, CatalogSetup::read(file) + settings);
        QObject::connect(&setup.jobs, &Jobs::started, [this](const Job *job) {
            if (job->trigger() == RunTrigger::Schedule)
                begun.append(job->kind());
        });
        boot(u"state"_s);
    }
    Q_DISABLE_COPY_MOVE(Machine)

    /// As a restart does; with another `state`, as another machine on the same store.
    void boot(const QString &state)
    {
        scheduler.reset();
        health = std::make_unique<HealthMonitor>(*setup.home.catalog, setup.backups, setup.jobs);
        scheduler = std::make_unique<Scheduler>(*setup.home.catalog, setup.backups, setup.jobs,
                                                ScheduleLedger(setup.home.path(state + u"/schedule.json"_s)),
                                                QTimeZone::utc());
        scheduler->follow(*health);
        QObject::connect(scheduler.get(), &Scheduler::succeeded,
                         [this](const QString &, const BackupReport &report) { backups.append(report); });
        QObject::connect(scheduler.get(), &Scheduler::drilled,
                         [this](const QString &, const DrillReport &report) { drills.append(report); });
        scheduler->begin();
    }

    void listStore()
    {
        QSignalSpy changed(health.get(), &HealthMonitor::changed);
        health->refresh(app);
        if (changed.isEmpty() && !changed.wait())
            qFatal("the store does not answer");
    }

    /// Looks until there is nothing more to do now.
    void settle()
    {
        for (int quiet = 0; quiet < 2;) {
            QSignalSpy looked(scheduler.get(), &Scheduler::looked);
            scheduler->look();
            if (!looked.wait())
                qFatal("the look does not end");
            quiet = setup.jobs.running().isEmpty() ? quiet + 1 : 0;
        }
    }

    /// As a person does it.
    Result<DrillReport> drillByHand()
    {
        std::optional<Result<DrillReport>> held;
        QObject context;
        const auto job = setup.jobs.start<DrillReport>(
            JobKind::Drill, app,
            [this](const JobControl &control) {
                return setup.backups.drill(*setup.home.catalog->load(app, {}), {}, control);
            },
            &context, [&held](const Result<DrillReport> &report) { held = report; });
        if (!job || !QTest::qWaitFor([&held] { return held.has_value(); }))
            qFatal("the drill does not end");
        return *held;
    }

    /// What happens now, after a start and a quarter of an hour.
    void run()
    {
        settle();
        listStore();
        clock.advance(15min);
        settle();
    }

    /// `duration` later.
    void pass(std::chrono::seconds duration)
    {
        clock.advance(duration);
        settle();
    }

    /// The oldest one.
    void damageBackup()
    {
        const QString object = setup.store() + u"/backups/"_s + inStore(u"backups"_s).constFirst();
        QByteArray bytes = CatalogSetup::read(object);
        bytes[5000] = static_cast<char>(bytes[5000] ^ 1);
        setup.home.write(object, bytes);
    }

    [[nodiscard]] QStringList inStore(const QString &folder) const
    {
        return QDir(setup.store() + u'/' + folder).entryList(QDir::Files);
    }
};

} // namespace

class DrillSchedulingTest final : public QObject
{
    Q_OBJECT

private slots:
    void oneAMonthByItself();
    void waitsUntilItFits_data();
    void waitsUntilItFits();
    void anotherMachinesDrillCounts();
    void oneHeldByHandCounts();
    void aFailedDrillIsToldOnceAndHeldAgain();
    void oneThatFailsByHandIsHeldAgain();
    void oneThatFailedElsewhereIsHeldAgain();
    void oneThatCannotBeHeldIsTriedADayLater();
    void provenDatesReachTheHealth();
    void unchangedDatabasesLeaveAMarker();
    void aMarkerIsFreshOnEveryMachine();
    void whoAsksForABackupGetsOne();
    void aMarkerNotYetReadAlarmsNobody();
};

void DrillSchedulingTest::oneAMonthByItself()
{
    Machine machine;
    machine.settle();
    machine.listStore();
    machine.pass(9min);
    QVERIFY(machine.drills.isEmpty()); // not in the bustle after a start
    machine.pass(2min);
    QCOMPARE(machine.begun, (QList{JobKind::Backup, JobKind::Drill}));
    QCOMPARE(machine.drills.size(), 1);
    QVERIFY(!machine.drills.constFirst().problem);
    QCOMPARE(machine.inStore(u"lifeboat/app/proofs"_s).size(), 1);
    QCOMPARE(machine.alerts->heard(), QList{false});
    machine.pass(29 * 24h);
    QCOMPARE(machine.drills.size(), 1);
    machine.boot(u"state"_s);
    machine.run();
    QCOMPARE(machine.drills.size(), 1);
    machine.pass(24h);
    QCOMPARE(machine.drills.size(), 2);
    QVERIFY(machine.drills.constLast().entry.key != machine.drills.constFirst().entry.key);
}

void DrillSchedulingTest::waitsUntilItFits_data()
{
    QTest::addColumn<QString>("why");
    for (const auto *why : {"on battery", "paused", "switched off", "another job", "the store was not asked"})
        QTest::newRow(why) << QString::fromLatin1(why);
}

void DrillSchedulingTest::waitsUntilItFits()
{
    QFETCH(QString, why);
    Machine machine(why == u"switched off" ? "[lifeboat.drill]\nenabled = false\n" : "");
    machine.settle();
    std::atomic<bool> open = why != u"another job";
    if (why == u"on battery")
        machine.scheduler->setMachineState({.onBattery = true});
    else if (why == u"paused")
        machine.scheduler->pause();
    else if (why == u"another job")
        VERIFY_OK(machine.setup.jobs.start<int>(
            JobKind::Delete, app,
            [&](const JobControl &) -> Result<int> {
                while (!open)
                    std::this_thread::yield();
                return 0;
            },
            this, [](const Result<int> &) {}));
    if (why != u"the store was not asked")
        machine.listStore();
    machine.clock.advance(15min);
    QSignalSpy looked(machine.scheduler.get(), &Scheduler::looked);
    machine.scheduler->look();
    QVERIFY(looked.wait());
    QVERIFY(!machine.begun.contains(JobKind::Drill));
    if (why == u"switched off")
        return;
    open = true;
    machine.scheduler->setMachineState({});
    machine.scheduler->resume();
    machine.listStore();
    machine.settle();
    QCOMPARE(machine.drills.size(), 1);
}

void DrillSchedulingTest::anotherMachinesDrillCounts()
{
    Machine machine;
    machine.run();
    QCOMPARE(machine.drills.size(), 1);
    machine.boot(u"elsewhere"_s);
    machine.run();
    machine.pass(20 * 24h);
    QCOMPARE(machine.drills.size(), 1);
    machine.pass(10 * 24h);
    QCOMPARE(machine.drills.size(), 2);
}

void DrillSchedulingTest::oneHeldByHandCounts()
{
    Machine machine;
    machine.settle();
    machine.listStore();
    VERIFY_OK(machine.drillByHand());
    machine.pass(15min);
    QVERIFY(!machine.begun.contains(JobKind::Drill));
}

void DrillSchedulingTest::aFailedDrillIsToldOnceAndHeldAgain()
{
    Machine machine;
    machine.settle();
    machine.damageBackup();
    machine.listStore();
    machine.pass(15min);
    QCOMPARE(machine.drills.size(), 1);
    QVERIFY(machine.drills.constFirst().problem);
    QCOMPARE(machine.alerts->heard(), QList{true});
    machine.listStore();
    const auto dates = machine.health->stateOf(app).report.drills;
    QVERIFY(dates && dates->hasFailed && !dates->restored.isValid());
    machine.pass(22h);
    QCOMPARE(machine.drills.size(), 1);
    // The next day, also when the machine was off in between, it is another backup's turn.
    machine.boot(u"state"_s);
    machine.run();
    machine.pass(2h);
    QCOMPARE(machine.drills.size(), 2);
    QVERIFY(!machine.drills.constLast().problem);
    QVERIFY(machine.drills.constLast().entry.key != machine.drills.constFirst().entry.key);
    QCOMPARE(machine.alerts->heard(), (QList{true, false}));
    machine.pass(29 * 24h);
    QCOMPARE(machine.drills.size(), 2);
}

void DrillSchedulingTest::oneThatFailsByHandIsHeldAgain()
{
    Machine machine;
    machine.settle();
    machine.damageBackup();
    machine.listStore();
    const auto byHand = machine.drillByHand();
    QVERIFY(byHand && byHand->problem);
    machine.pass(23h);
    QVERIFY(machine.drills.isEmpty());
    machine.pass(2h);
    QCOMPARE(machine.drills.size(), 1);
}

void DrillSchedulingTest::oneThatFailedElsewhereIsHeldAgain()
{
    Machine machine;
    machine.settle();
    machine.damageBackup();
    machine.listStore();
    machine.pass(15min);
    QCOMPARE(machine.drills.size(), 1);
    machine.boot(u"elsewhere"_s);
    machine.run();
    QCOMPARE(machine.drills.size(), 1);
    machine.pass(24h);
    QCOMPARE(machine.drills.size(), 2);
}

void DrillSchedulingTest::oneThatCannotBeHeldIsTriedADayLater()
{
    Machine machine;
    machine.settle();
    machine.listStore();
    machine.setup.breakStore();
    machine.pass(15min);
    QCOMPARE(machine.begun.count(JobKind::Drill), 1);
    QVERIFY(machine.drills.isEmpty() && machine.alerts->heard().isEmpty());
    machine.pass(23h);
    QCOMPARE(machine.begun.count(JobKind::Drill), 1);
    machine.setup.mendStore();
    machine.pass(2h);
    QCOMPARE(machine.drills.size(), 1);
}

void DrillSchedulingTest::provenDatesReachTheHealth()
{
    Machine machine;
    machine.run();
    const QDateTime held = machine.clock.utcNow();
    QVERIFY(!machine.health->stateOf(app).report.drills->restored.isValid());
    machine.listStore();
    QCOMPARE(machine.health->stateOf(app).report.drills, (DrillDates{held, held, false}));
    // Also once the backup has expired, and on a machine that has just come to this store.
    for (const QString &name : machine.inStore(u"lifeboat/app/proofs"_s))
        QVERIFY(QFile::remove(machine.setup.store() + u"/lifeboat/app/proofs/"_s + name));
    machine.boot(u"elsewhere"_s);
    QVERIFY(!machine.health->stateOf(app).report.drills);
    machine.run();
    QCOMPARE(machine.health->stateOf(app).report.drills, (DrillDates{held, held, false}));
    QCOMPARE(machine.drills.size(), 1);
}

void DrillSchedulingTest::unchangedDatabasesLeaveAMarker()
{
    Machine machine("[lifeboat.schedule]\nskip_unchanged = true\n[lifeboat.drill]\nenabled = false\n");
    machine.settle();
    for (int hour = 0; hour < 5; ++hour)
        machine.pass(61min);
    QCOMPARE(machine.backups.size(), 6);
    QVERIFY(!machine.backups.constFirst().unchanged);
    QVERIFY(machine.backups.constLast().unchanged);
    QCOMPARE(machine.inStore(u"backups"_s).size(), 1);
    machine.listStore();
    const HealthReport report = machine.health->stateOf(app).report;
    QCOMPARE(report.health, Health::Healthy);
    QCOMPARE(report.freshAt, machine.clock.utcNow());
    QVERIFY(report.lastBackup < report.freshAt);
}

void DrillSchedulingTest::aMarkerIsFreshOnEveryMachine()
{
    Machine machine("[lifeboat.schedule]\nskip_unchanged = true\n[lifeboat.drill]\nenabled = false\n");
    machine.settle();
    machine.pass(5h);
    QCOMPARE(machine.backups.size(), 2);
    // One that remembers nothing of it believes the store. (Intervals begin anew at a start.)
    machine.health = std::make_unique<HealthMonitor>(*machine.setup.home.catalog, machine.setup.backups,
                                                     machine.setup.jobs);
    machine.listStore();
    QCOMPARE(machine.health->stateOf(app).report.health, Health::Healthy);
    machine.boot(u"elsewhere"_s);
    machine.scheduler->stop();
    machine.listStore();
    machine.scheduler->begin();
    machine.settle();
    QCOMPARE(machine.scheduler->next(app).reason, WaitReason::NotYet);
    QCOMPARE(machine.backups.size(), 2);
}

void DrillSchedulingTest::whoAsksForABackupGetsOne()
{
    Machine machine("[lifeboat.schedule]\nskip_unchanged = true\n");
    machine.settle();
    machine.clock.advance(10min);
    machine.scheduler->backUpNow(app);
    machine.settle();
    QCOMPARE(machine.inStore(u"backups"_s).size(), 2);
}

void DrillSchedulingTest::aMarkerNotYetReadAlarmsNobody()
{
    Machine machine("[lifeboat.schedule]\nskip_unchanged = true\n[lifeboat.drill]\nenabled = false\n");
    machine.settle();
    machine.pass(5h);
    const auto loaded =
        std::make_shared<const LoadedProfile>(std::move(*machine.setup.home.catalog->load(app, {})));
    const auto listed = machine.setup.backups.list(*loaded, {});
    const auto notes = machine.setup.backups.notes(*loaded, *listed, {});
    VERIFY_OK(notes);
    HealthMonitor health(*machine.setup.home.catalog, machine.setup.backups, machine.setup.jobs);
    health.noteBackups(loaded, *listed);
    QCOMPARE(health.stateOf(app).report.health, Health::Unknown);
    health.noteNotes(app, *notes);
    QCOMPARE(health.stateOf(app).report.health, Health::Healthy);
    HealthMonitor unread(*machine.setup.home.catalog, machine.setup.backups, machine.setup.jobs);
    unread.noteBackups(loaded, *listed);
    unread.noteNotes(app, std::nullopt);
    QCOMPARE(unread.stateOf(app).report.health, Health::Critical);
}

QTEST_GUILESS_MAIN(DrillSchedulingTest)
#include "tst_drillscheduling.moc"
