// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cadence.h"
#include "scheduletext.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A Sunday; clocks in Europe go forward this night.
const QDateTime now(QDate(2026, 3, 29), QTime(12, 30), Qt::UTC);

QList<BackupEntry> takenAt(const QList<QDateTime> &newestFirst)
{
    QList<BackupEntry> backups;
    for (const QDateTime &time : newestFirst)
        backups.append({{}, time, 0, {}, false});
    return backups;
}

/// The last marks in one word: '.' before the first, '#' made, '-' not due, '!' missed.
QString drawn(const QList<CadenceCell> &cells, qsizetype last)
{
    QString word;
    for (const CadenceCell &cell : cells.last(last))
        word += QStringView(u".#-!")[static_cast<int>(cell.mark)];
    return word;
}

} // namespace

class CadenceTest final : public QObject
{
    Q_OBJECT

private slots:
    void cellsFollowTheInterval_data();
    void cellsFollowTheInterval();
    void marks_data();
    void marks();
    void timesAreMarkedWhereTheyWereMissed_data();
    void timesAreMarkedWhereTheyWereMissed();
    void daysAreLocal();
    void countsWhatACellHolds();
    void nothingIsMissedWhereNoneIsPromised();
    void nothingIsMissedBeforeTheFirst();
};

void CadenceTest::cellsFollowTheInterval_data()
{
    QTest::addColumn<qint64>("interval");
    QTest::addColumn<qint64>("cell");
    QTest::addColumn<int>("cells");
    QTest::addColumn<QDateTime>("end");
    const auto row = [](const char *name, std::chrono::seconds interval, std::chrono::seconds cell, int cells,
                        const QDateTime &end) {
        QTest::newRow(name) << qint64(interval.count()) << qint64(cell.count()) << cells << end;
    };
    const QDateTime midnight(QDate(2026, 3, 30), QTime(0, 0), Qt::UTC);
    row("10 minutes", 10min, 1h, 56, now.addSecs(30 * 60));
    row("an hour", 1h, 1h, 56, now.addSecs(30 * 60));
    row("90 minutes, as two hours", 90min, 2h, 56, now.addSecs(90 * 60));
    row("5 hours, which midnight does not share", 5h, 5h, 56, now.addSecs(30 * 60));
    row("6 hours", 6h, 6h, 56, now.addSecs((5 * 60 + 30) * 60));
    row("a day", 24h, 24h, 56, midnight);
    row("36 hours, as two days", 36h, 48h, 28, midnight);
    row("a week", 168h, 168h, 12, midnight);
    row("40 days", 960h, 960h, 12, midnight);
}

void CadenceTest::cellsFollowTheInterval()
{
    QFETCH(qint64, interval);
    QFETCH(qint64, cell);
    QFETCH(QDateTime, end);
    Profile profile;
    profile.schedule.interval = std::chrono::seconds(interval);
    const QList<CadenceCell> cells = cadenceOf(profile, {}, now);
    QTEST(static_cast<int>(cells.size()), "cells");
    QCOMPARE(cells.constLast().to, end);
    for (qsizetype i = 0; i < cells.size(); ++i) {
        QCOMPARE(cells[i].from.secsTo(cells[i].to), cell);
        QCOMPARE(cells[i].mark, CadenceMark::BeforeFirst);
        QVERIFY(i == 0 || cells[i].from == cells[i - 1].to);
    }
    QVERIFY(cells.constLast().from <= now);
    QVERIFY(cells.constLast().to > now);
}

void CadenceTest::marks_data()
{
    QTest::addColumn<qint64>("interval");
    QTest::addColumn<QList<QDateTime>>("newestFirst");
    QTest::addColumn<QString>("expected"); // the last cells, up to now
    const auto row = [](const char *name, std::chrono::seconds interval, const QStringList &times,
                        const QString &expected) {
        QList<QDateTime> newestFirst;
        for (const QString &time : times)
            newestFirst.append(QDateTime::fromString(u"2026-"_s + time + u"Z"_s, Qt::ISODate));
        QTest::newRow(name) << qint64(interval.count()) << newestFirst << expected;
    };
    row("daily, every day", 24h, {u"03-29T03:00"_s, u"03-28T03:00"_s, u"03-27T03:00"_s}, u"..###"_s);
    row("daily, a day left out", 24h, {u"03-29T03:00"_s, u"03-27T03:00"_s}, u"..#!#"_s);
    row("daily, days left out", 24h, {u"03-29T03:00"_s, u"03-25T03:00"_s}, u".#!!!#"_s);
    row("daily, today is late", 24h, {u"03-28T03:00"_s, u"03-27T03:00"_s}, u".##!"_s);
    row("daily, today is not late yet", 24h, {u"03-28T11:31"_s, u"03-27T11:31"_s}, u".##-"_s);
    row("daily, today is just late", 24h, {u"03-28T11:29"_s}, u"..#!"_s);
    row("daily, drifting over midnight", 24h, {u"03-29T00:00:10"_s, u"03-27T23:59:50"_s}, u".#-#"_s);
    row("daily, an hour's grace is too short", 24h, {u"03-29T02:00"_s, u"03-27T22:59"_s}, u".#!#"_s);
    row("daily, just before midnight, one left out", 24h, {u"03-28T23:30"_s, u"03-26T23:30"_s}, u".#!#-"_s);
    row("daily, two on one day", 24h, {u"03-29T03:00"_s, u"03-28T15:00"_s, u"03-28T03:00"_s}, u"..##"_s);
    row("daily, at the first second of a day", 24h, {u"03-29T00:00"_s, u"03-28T00:00"_s}, u"..##"_s);
    row("daily, one dated tomorrow", 24h, {u"03-30T03:00"_s, u"03-28T03:00"_s}, u"..#!"_s);
    row("daily, long ago", 24h, {u"01-01T03:00"_s}, u"!!!!"_s);
    row("hourly, one left out", 1h, {u"03-29T12:10"_s, u"03-29T10:10"_s, u"03-29T09:10"_s}, u".##!#"_s);
    row("hourly, drifting", 1h, {u"03-29T12:01"_s, u"03-29T10:59"_s}, u"..#-#"_s);
    row("hourly, this hour's may still come", 1h, {u"03-29T11:20"_s}, u"..#-"_s);
    row("hourly, this hour's is late", 1h, {u"03-29T11:10"_s}, u"..#!"_s);
    row("every 10 minutes, an hour left out", 10min, {u"03-29T12:10"_s, u"03-29T10:59"_s}, u".#!#"_s);
    row("weekly, one left out", 168h, {u"03-28T03:00"_s, u"03-14T03:00"_s}, u".#!#"_s);
    row("every 36 hours", 36h, {u"03-29T03:00"_s, u"03-27T15:00"_s, u"03-26T03:00"_s}, u"..##"_s);
    row("every 40 days, the last just over", 960h, {u"02-17T11:00"_s}, u"..#!"_s);
    row("every 40 days, the last not over", 960h, {u"02-17T20:00"_s}, u"..#-"_s);
}

void CadenceTest::marks()
{
    QFETCH(qint64, interval);
    QFETCH(QList<QDateTime>, newestFirst);
    QFETCH(QString, expected);
    Profile profile;
    profile.schedule.interval = std::chrono::seconds(interval);
    QCOMPARE(drawn(cadenceOf(profile, takenAt(newestFirst), now), expected.size()), expected);
}

void CadenceTest::timesAreMarkedWhereTheyWereMissed_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QStringList>(
        "newestFirst");                    // in March 2026, UTC; Berlin is an hour ahead, of the 29th two
    QTest::addColumn<qint64>("cell");      // hours
    QTest::addColumn<QString>("expected"); // up to Sunday the 29th
    const auto row = [](const char *name, const QString &schedule, const QStringList &newestFirst,
                        qint64 cell, const QString &expected) {
        QTest::newRow(name) << schedule << newestFirst << cell << expected;
    };
    row("daily", u"at 03:00"_s, {u"29T01:00"_s, u"28T02:00"_s, u"27T02:00"_s}, 24, u".###"_s);
    row("daily, one left out", u"at 03:00"_s, {u"29T01:00"_s, u"27T02:00"_s}, 24, u".#!#"_s);
    row("daily just before midnight, one left out", u"at 22:30"_s, {u"28T21:30"_s, u"26T21:30"_s}, 24,
        u".#!#-"_s);
    row("daily, some by hand instead", u"at 03:00"_s, {u"28T20:00"_s, u"27T20:00"_s, u"26T02:00"_s}, 24,
        u".###!"_s);
    row("on weekdays", u"1,2,3,4,5 at 03:00"_s, {u"27T02:00"_s, u"26T02:00"_s, u"25T02:00"_s}, 24,
        u".###--"_s);
    row("on weekdays, Friday left out", u"1,2,3,4,5 at 03:00"_s, {u"26T02:00"_s, u"25T02:00"_s}, 24,
        u".##!--"_s);
    row("Monday and Thursday, Thursday left out", u"1,4 at 03:00"_s, {u"23T02:00"_s}, 24, u".#--!---"_s);
    row("weekly, as weeks", u"7 at 03:00"_s, {u"22T02:00"_s, u"15T02:00"_s}, 168, u".##!"_s);
    row("twice a day", u"at 03:00,15:00"_s, {u"29T01:00"_s, u"28T14:00"_s, u"27T14:00"_s}, 12, u".#!##-"_s);
}

void CadenceTest::timesAreMarkedWhereTheyWereMissed()
{
    QFETCH(QString, schedule);
    QFETCH(QStringList, newestFirst);
    QFETCH(QString, expected);
    QList<QDateTime> times;
    for (const QString &time : newestFirst)
        times.append(utc(u"2026-03-"_s + time));
    Profile profile;
    profile.schedule = scheduleOf(schedule);
    const auto cells = cadenceOf(profile, takenAt(times), now, zoneOf(u"Europe/Berlin"_s));
    QTEST(static_cast<qint64>(cells.constLast().from.secsTo(cells.constLast().to) / 3600), "cell");
    QCOMPARE(drawn(cells, expected.size()), expected);
}

void CadenceTest::daysAreLocal()
{
    // 03:00 in Tokyo is 18:00 UTC of the day before.
    constexpr int tokyo = 9 * 60 * 60;
    const auto cells =
        cadenceOf(Profile(), takenAt({QDateTime({2026, 3, 28}, {18, 0}, Qt::UTC)}), now, QTimeZone(tokyo));
    QCOMPARE(cells.constLast().to, QDateTime({2026, 3, 29}, {15, 0}, Qt::UTC));
    QCOMPARE(drawn(cells, 2), u".#"_s);
    constexpr int newYork = -4 * 60 * 60;
    QCOMPARE(cadenceOf(Profile(), {}, now, QTimeZone(newYork)).constLast().to,
             QDateTime({2026, 3, 30}, {4, 0}, Qt::UTC));
}

void CadenceTest::countsWhatACellHolds()
{
    const auto backups = takenAt({now.addSecs(-60), now.addSecs(-3600), now.addSecs(-90'000)});
    const auto cells = cadenceOf(Profile(), backups, now);
    QCOMPARE(cells.constLast().backups, 2);
    QCOMPARE(cells.constLast().newest, now.addSecs(-60));
    QCOMPARE(cells.at(cells.size() - 2).backups, 1);
    QCOMPARE(cells.constFirst().backups, 0);
    QVERIFY(!cells.constFirst().newest.isValid());
}

void CadenceTest::nothingIsMissedWhereNoneIsPromised()
{
    Profile profile;
    profile.schedule.enabled = false;
    const auto cells = cadenceOf(profile, takenAt({now.addDays(-3)}), now);
    QCOMPARE(drawn(cells, 5), u".#---"_s);
    // Nor where an unchanged database leaves no backup, whether or not the run was made.
    profile.schedule.enabled = true;
    QVERIFY(drawn(cadenceOf(profile, takenAt({now.addDays(-3)}), now), 5) != u".#---"_s);
    profile.schedule.skipUnchanged = true;
    QCOMPARE(drawn(cadenceOf(profile, takenAt({now.addDays(-3)}), now), 5), u".#---"_s);
}

void CadenceTest::nothingIsMissedBeforeTheFirst()
{
    for (const CadenceCell &cell : cadenceOf(Profile(), {}, now))
        QCOMPARE(cell.mark, CadenceMark::BeforeFirst);
}

QTEST_GUILESS_MAIN(CadenceTest)
#include "tst_cadence.moc"
