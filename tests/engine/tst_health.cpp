// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/health.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime now(QDate(2026, 3, 29), QTime(12, 0), Qt::UTC);

BackupEntry takenBefore(std::chrono::seconds age)
{
    BackupEntry entry;
    entry.takenAt = now.addSecs(-age.count());
    return entry;
}

} // namespace

class HealthTest final : public QObject
{
    Q_OBJECT

private slots:
    void freshnessAgainstTheSchedule_data();
    void freshnessAgainstTheSchedule();
    void noBackupIsCritical();
    void aBackupFromTheFutureIsNotBelieved();
    void nothingIsDueWhileTheScheduleIsOff();
};

void HealthTest::freshnessAgainstTheSchedule_data()
{
    QTest::addColumn<qint64>("interval");
    QTest::addColumn<qint64>("age");
    QTest::addColumn<Health>("expected");
    const auto row = [](const char *name, std::chrono::seconds interval, std::chrono::seconds age,
                        Health expected) {
        QTest::newRow(name) << qint64(interval.count()) << qint64(age.count()) << expected;
    };
    row("daily, just made", 24h, 0s, Health::Healthy);
    row("daily, a second under 25 h", 24h, 25h - 1s, Health::Healthy);
    row("daily, 25 h", 24h, 25h, Health::Warning);
    row("daily, a second under 48 h", 24h, 48h - 1s, Health::Warning);
    row("daily, 48 h", 24h, 48h, Health::Critical);
    row("weekly, 8 days", 168h, 192h, Health::Warning);
    row("every 10 minutes, an hour", 10min, 60min, Health::Healthy);
    row("every 10 minutes, 70 minutes", 10min, 70min, Health::Critical);
    row("40 days, 41 days", 40 * 24h, 41 * 24h, Health::Warning);
    row("clocks a little apart", 24h, -4min, Health::Healthy);
}

void HealthTest::freshnessAgainstTheSchedule()
{
    QFETCH(qint64, interval);
    QFETCH(qint64, age);
    QFETCH(Health, expected);
    Profile profile;
    profile.schedule.interval = std::chrono::seconds(interval);
    const BackupEntry newest = takenBefore(std::chrono::seconds(age));
    const HealthReport report = healthOf(profile, {newest, takenBefore(1000h)}, now);
    QCOMPARE(report.health, expected);
    QCOMPARE(report.lastBackup, newest.takenAt);
    QCOMPARE(report.nextDue, newest.takenAt.addSecs(interval));
}

void HealthTest::noBackupIsCritical()
{
    const HealthReport report = healthOf(Profile(), {}, now);
    QCOMPARE(report.health, Health::Critical);
    QVERIFY(!report.lastBackup.isValid());
    QCOMPARE(report.nextDue, now);
}

void HealthTest::aBackupFromTheFutureIsNotBelieved()
{
    const QList<BackupEntry> backups{takenBefore(-48h), takenBefore(30h)};
    const HealthReport report = healthOf(Profile(), backups, now);
    QCOMPARE(report.health, Health::Warning);
    QCOMPARE(report.lastBackup, backups.at(1).takenAt);
    QCOMPARE(healthOf(Profile(), {takenBefore(-48h)}, now).health, Health::Critical);
}

void HealthTest::nothingIsDueWhileTheScheduleIsOff()
{
    Profile profile;
    profile.schedule.enabled = false;
    QVERIFY(!healthOf(profile, {takenBefore(1h)}, now).nextDue.isValid());
    QVERIFY(!healthOf(profile, {}, now).nextDue.isValid());
}

QTEST_GUILESS_MAIN(HealthTest)
#include "tst_health.moc"
