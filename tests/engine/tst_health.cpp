// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/health.h"
#include "scheduletext.h"

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
    void freshnessByTheClock_data();
    void freshnessByTheClock();
    void jitterIsAllowedFor();
    void nextDueByTheClock();
    void aConfirmationIsAsFreshAsABackup_data();
    void aConfirmationIsAsFreshAsABackup();
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

void HealthTest::freshnessByTheClock_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("backup"); // UTC; Berlin is an hour ahead, in summer two
    QTest::addColumn<QString>("warning");
    QTest::addColumn<QString>("critical");
    const auto row = [](const char *name, const QString &schedule, const QString &backup,
                        const QString &warning, const QString &critical) {
        QTest::newRow(name) << schedule << backup << warning << critical;
    };
    row("daily: 25 and 48 hours", u"at 03:00"_s, u"2027-01-05T02:00"_s, u"2027-01-06T03:00"_s,
        u"2027-01-07T02:00"_s);
    row("daily, made by hand: 25 and 48 hours", u"at 03:00"_s, u"2027-01-05T13:00"_s, u"2027-01-06T14:00"_s,
        u"2027-01-07T13:00"_s);
    row("daily, as a cron rule", u"0 3 * * *"_s, u"2027-01-05T02:00"_s, u"2027-01-06T03:00"_s,
        u"2027-01-07T02:00"_s);
    row("the clocks go back", u"at 03:00"_s, u"2027-10-30T01:00"_s, u"2027-10-31T03:00"_s,
        u"2027-11-01T02:00"_s);
    row("the clocks go forward", u"at 03:00"_s, u"2027-03-27T02:00"_s, u"2027-03-28T03:00"_s,
        u"2027-03-29T02:00"_s);
    row("on weekdays, of a Friday", u"1,2,3,4,5 at 03:00"_s, u"2027-01-08T02:00"_s, u"2027-01-11T03:00"_s,
        u"2027-01-12T02:00"_s);
    row("on weekdays, of a Monday", u"1,2,3,4,5 at 03:00"_s, u"2027-01-11T02:00"_s, u"2027-01-12T03:00"_s,
        u"2027-01-13T02:00"_s);
    row("on weekdays, by hand on a Friday", u"1,2,3,4,5 at 03:00"_s, u"2027-01-08T17:00"_s,
        u"2027-01-11T03:00"_s, u"2027-01-12T02:00"_s);
    row("twice a day", u"at 03:00,15:00"_s, u"2027-01-05T02:00"_s, u"2027-01-05T15:00"_s,
        u"2027-01-06T02:00"_s);
    row("Monday and Thursday", u"1,4 at 03:00"_s, u"2027-01-07T02:00"_s, u"2027-01-11T03:00"_s,
        u"2027-01-14T02:00"_s);
    row("monthly", u"@monthly"_s, u"2027-01-31T23:00"_s, u"2027-03-01T00:00"_s, u"2027-03-31T22:00"_s);
}

void HealthTest::freshnessByTheClock()
{
    QFETCH(QString, schedule);
    QFETCH(QString, backup);
    QFETCH(QString, warning);
    QFETCH(QString, critical);
    Profile profile;
    profile.schedule = scheduleOf(schedule);
    BackupEntry entry;
    entry.takenAt = utc(backup);
    const auto at = [&](const QDateTime &time) {
        return healthOf(profile, {entry}, time, {}, zoneOf(u"Europe/Berlin"_s)).health;
    };
    QCOMPARE(at(entry.takenAt), Health::Healthy);
    QCOMPARE(at(utc(warning).addSecs(-1)), Health::Healthy);
    QCOMPARE(at(utc(warning)), Health::Warning);
    QCOMPARE(at(utc(critical).addSecs(-1)), Health::Warning);
    QCOMPARE(at(utc(critical)), Health::Critical);
    profile.schedule.enabled = false;
    QCOMPARE(at(utc(critical)), Health::Critical);
}

void HealthTest::jitterIsAllowedFor()
{
    Profile profile;
    profile.schedule.jitter = 2h;
    QCOMPARE(healthOf(profile, {takenBefore(27h - 1s)}, now).health, Health::Healthy);
    QCOMPARE(healthOf(profile, {takenBefore(27h)}, now).health, Health::Warning);
    QCOMPARE(healthOf(profile, {takenBefore(50h)}, now).health, Health::Critical);
}

void HealthTest::nextDueByTheClock()
{
    Profile profile;
    profile.schedule = scheduleOf(u"at 03:00"_s);
    const QTimeZone berlin = zoneOf(u"Europe/Berlin"_s);
    const auto due = [&](const QList<BackupEntry> &backups) {
        return healthOf(profile, backups, now, {}, berlin).nextDue;
    };
    QCOMPARE(due({takenBefore(1h)}), utc(u"2026-03-30T01:00"_s));
    QCOMPARE(due({takenBefore(24h)}), utc(u"2026-03-29T01:00"_s)); // since then
    QCOMPARE(due({}), utc(u"2026-03-30T01:00"_s));
    profile.schedule.enabled = false;
    QVERIFY(!due({takenBefore(1h)}).isValid());
    QVERIFY(!due({}).isValid());
}

void HealthTest::aConfirmationIsAsFreshAsABackup_data()
{
    QTest::addColumn<qint64>("age"); // of the confirmation, in hours; the backup is 100 hours old
    QTest::addColumn<Health>("expected");
    QTest::addColumn<qint64>("fresh"); // how long ago it was what a new one would be, in hours
    QTest::newRow("just now") << qint64(0) << Health::Healthy << qint64(0);
    QTest::newRow("a day") << qint64(24) << Health::Healthy << qint64(24);
    QTest::newRow("25 hours") << qint64(25) << Health::Warning << qint64(25);
    QTest::newRow("48 hours") << qint64(48) << Health::Critical << qint64(48);
    QTest::newRow("before the backup") << qint64(200) << Health::Critical << qint64(100);
    QTest::newRow("not believed") << qint64(-24) << Health::Critical << qint64(100);
}

void HealthTest::aConfirmationIsAsFreshAsABackup()
{
    QFETCH(qint64, age);
    QFETCH(qint64, fresh);
    const BackupEntry backup = takenBefore(100h);
    const HealthReport report = healthOf(Profile(), {backup}, now, now.addSecs(-3600 * age));
    QTEST(report.health, "expected");
    QCOMPARE(report.lastBackup, backup.takenAt);
    QCOMPARE(report.freshAt, now.addSecs(-3600 * fresh));
    QCOMPARE(report.nextDue, report.freshAt.addDays(1));
    QCOMPARE(healthOf(Profile(), {}, now, now).health, Health::Critical);
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
