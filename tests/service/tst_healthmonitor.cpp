// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/healthmonitor.h"

#include "service/machinesetup.h"

#include <QSignalSpy>
#include <QTest>

using namespace lifeboat;
using namespace std::chrono_literals;

namespace {

class HeardHealth final : public AlertSink
{
public:
    std::unique_ptr<AlertedRun> begin(const LoadedProfile &) override { return nullptr; }
    QList<AlertDelivery> tellHealth(const LoadedProfile &, const HealthReport &report,
                                    const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        m_heard.append(report.health);
        return {};
    }
    QList<AlertDelivery> tellDrill(const LoadedProfile &, const QString &, const std::optional<Error> &,
                                   const CancelToken &) override
    {
        return {};
    }
    QList<AlertDelivery> tellTest(const LoadedProfile &, const CancelToken &) override { return {}; }

    [[nodiscard]] QList<Health> heard() const
    {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }

private:
    mutable std::mutex m_mutex;
    QList<Health> m_heard;
};

/// Waits for the listing that `monitor` begins.
void refresh(HealthMonitor &monitor)
{
    QSignalSpy changed(&monitor, &HealthMonitor::changed);
    monitor.refreshAll();
    if (changed.isEmpty() && !changed.wait())
        qFatal("the store does not answer");
}

} // namespace

class HealthMonitorTest final : public QObject
{
    Q_OBJECT

private slots:
    void agesWithoutBeingAsked();
    void aStoreThatCannotBeAskedIsNeverHealthy();
    void tellsThoseWhoAreToBeAlerted();
    void saysNothingOfWhatARunMayMend();
    void theWorstOfAll();
    void aProfileThatWentIsForgotten();
};

void HealthMonitorTest::agesWithoutBeingAsked()
{
    MachineSetup machine;
    VERIFY_OK(machine.backUp());
    HealthMonitor monitor(*machine.home.catalog, machine.backups, machine.jobs);
    QCOMPARE(monitor.stateOf(machine.profile).report.health, Health::Unknown);
    refresh(monitor);
    QCOMPARE(monitor.stateOf(machine.profile).report.health, Health::Healthy);

    QSignalSpy health(&monitor, &HealthMonitor::healthChanged);
    machine.clock->advance(119min);
    monitor.judgeAll();
    QVERIFY(health.isEmpty());
    machine.clock->advance(2min);
    monitor.judgeAll();
    monitor.judgeAll();
    QCOMPARE(health.size(), 1);
    QCOMPARE(health.constFirst().at(1).value<Health>(), Health::Healthy);
    QCOMPARE(health.constFirst().at(2).value<Health>(), Health::Critical);
}

void HealthMonitorTest::aStoreThatCannotBeAskedIsNeverHealthy()
{
    MachineSetup machine;
    VERIFY_OK(machine.backUp());
    HealthMonitor monitor(*machine.home.catalog, machine.backups, machine.jobs);
    refresh(monitor);
    machine.breakStore();
    const QDateTime broken = machine.clock->utcNow();
    refresh(monitor);
    machine.clock->advance(10min);
    refresh(monitor);
    StoreHealth state = monitor.stateOf(machine.profile);
    QCOMPARE(state.report.health, Health::Unknown);
    QVERIFY(state.problem);
    QCOMPARE(state.since, broken);
    monitor.judgeAll(); // from memory it would be healthy
    QCOMPARE(monitor.stateOf(machine.profile).report.health, Health::Unknown);

    machine.mendStore();
    refresh(monitor);
    state = monitor.stateOf(machine.profile);
    QCOMPARE(state.report.health, Health::Healthy);
    QVERIFY(!state.problem);
}

void HealthMonitorTest::tellsThoseWhoAreToBeAlerted()
{
    const auto heard = std::make_shared<HeardHealth>();
    MachineSetup machine(heard);
    HealthMonitor monitor(*machine.home.catalog, machine.backups, machine.jobs);
    refresh(monitor);
    QTRY_COMPARE(heard->heard(), QList<Health>{Health::Critical});
    monitor.judgeAll();
    machine.breakStore();
    refresh(monitor); // that the store cannot be asked is the runs' news
    machine.mendStore();
    VERIFY_OK(machine.backUp());
    refresh(monitor);
    QTRY_COMPARE(heard->heard(), (QList{Health::Critical, Health::Healthy}));
}

void HealthMonitorTest::saysNothingOfWhatARunMayMend()
{
    const auto heard = std::make_shared<HeardHealth>();
    MachineSetup machine(heard);
    HealthMonitor monitor(*machine.home.catalog, machine.backups, machine.jobs);
    bool mending = true;
    monitor.setPatience([&](const QString &profile) { return mending && profile == machine.profile; });
    const QSignalSpy health(&monitor, &HealthMonitor::healthChanged);
    refresh(monitor);
    QCOMPARE(monitor.stateOf(machine.profile).report.health, Health::Critical); // for who looks
    monitor.judgeAll();
    QVERIFY(health.isEmpty());
    monitor.tellHeldBack();
    QVERIFY(health.isEmpty());
    mending = false; // and nothing was mended
    monitor.tellHeldBack();
    monitor.tellHeldBack();
    QCOMPARE(health.size(), 1);
    QTRY_COMPARE(heard->heard(), QList<Health>{Health::Critical});
}

void HealthMonitorTest::theWorstOfAll()
{
    MachineSetup machine;
    HealthMonitor monitor(*machine.home.catalog, machine.backups, machine.jobs);
    QCOMPARE(monitor.worst(), Health::Unknown);
    VERIFY_OK(machine.backUp());
    refresh(monitor);
    QCOMPARE(monitor.worst(), Health::Healthy);
    monitor.noteUnreachable(QStringLiteral("away"), {});
    QCOMPARE(monitor.worst(), Health::Unknown);
    auto stale = machine.home.catalog->load(machine.profile, {});
    stale->profile.id = QStringLiteral("stale");
    monitor.noteBackups(std::make_shared<const LoadedProfile>(std::move(*stale)), {});
    QCOMPARE(monitor.worst(), Health::Critical);
}

void HealthMonitorTest::aProfileThatWentIsForgotten()
{
    MachineSetup machine;
    HealthMonitor monitor(*machine.home.catalog, machine.backups, machine.jobs);
    refresh(monitor);
    QCOMPARE(monitor.worst(), Health::Critical);
    VERIFY_OK(machine.home.catalog->remove(machine.profile, {}));
    monitor.refreshAll();
    QCOMPARE(monitor.worst(), Health::Unknown);
}

QTEST_GUILESS_MAIN(HealthMonitorTest)
#include "tst_healthmonitor.moc"
