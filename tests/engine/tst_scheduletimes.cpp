// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/schedulewords.h"
#include "scheduletext.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The next times by the clock, in UTC.
QStringList timesAfter(const Schedule &schedule, QDateTime after, const QTimeZone &zone, qsizetype count)
{
    QStringList times;
    while (times.size() < count) {
        after = nextByTheClock(schedule, after, zone);
        times.append(after.toString(u"yyyy-MM-ddTHH:mm"_s));
    }
    return times;
}

} // namespace

class ScheduleTimesTest final : public QObject
{
    Q_OBJECT

private slots:
    void byTheClock_data();
    void byTheClock();
    void byTheClockThereMayBeNone();
    void periods_data();
    void periods();
    void inWords_data();
    void inWords();
};

void ScheduleTimesTest::byTheClock_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QString &schedule, const QString &zone, const QString &after,
                        const QStringList &expected) {
        QTest::newRow(name) << schedule << zone << after << expected;
    };
    const QString berlin = u"Europe/Berlin"_s;
    row("daily, UTC", u"at 03:00"_s, u"UTC"_s, u"2027-01-10T02:59:59"_s,
        {u"2027-01-10T03:00"_s, u"2027-01-11T03:00"_s});
    row("exactly then is over", u"at 03:00"_s, u"UTC"_s, u"2027-01-10T03:00:00"_s, {u"2027-01-11T03:00"_s});
    row("half a second before", u"at 03:00"_s, u"UTC"_s, u"2027-01-10T02:59:59.500"_s,
        {u"2027-01-10T03:00"_s});
    row("half a second after", u"at 03:00"_s, u"UTC"_s, u"2027-01-10T03:00:00.500"_s,
        {u"2027-01-11T03:00"_s});
    row("twice a day, Berlin", u"at 03:00,15:00"_s, berlin, u"2027-01-10T12:00"_s,
        {u"2027-01-10T14:00"_s, u"2027-01-11T02:00"_s, u"2027-01-11T14:00"_s});
    row("midnight", u"at 00:00"_s, berlin, u"2027-01-10T22:59:59"_s, {u"2027-01-10T23:00"_s});
    row("Monday and Thursday", u"1,4 at 03:00"_s, u"UTC"_s, u"2027-01-01T00:00"_s, // a Friday
        {u"2027-01-04T03:00"_s, u"2027-01-07T03:00"_s, u"2027-01-11T03:00"_s});
    row("the local day counts, not UTC's", u"1 at 01:00"_s, u"Asia/Tokyo"_s, u"2027-01-01T00:00"_s,
        {u"2027-01-03T16:00"_s});
    row("spring, an hour that is skipped", u"at 02:30"_s, berlin, u"2027-03-27T00:00"_s,
        {u"2027-03-27T01:30"_s, u"2027-03-28T01:00"_s, u"2027-03-29T00:30"_s});
    row("spring, two times in that hour are one", u"at 02:10,02:50"_s, berlin, u"2027-03-28T00:00"_s,
        {u"2027-03-28T01:00"_s, u"2027-03-29T00:10"_s});
    row("spring, around the hour", u"at 01:59,03:00"_s, berlin, u"2027-03-28T00:00"_s,
        {u"2027-03-28T00:59"_s, u"2027-03-28T01:00"_s});
    row("autumn, an hour shown twice", u"at 02:30"_s, berlin, u"2027-10-30T12:00"_s,
        {u"2027-10-31T00:30"_s, u"2027-11-01T01:30"_s});
    row("autumn, between the two", u"at 02:30"_s, berlin, u"2027-10-31T00:45"_s, {u"2027-11-01T01:30"_s});
    row("autumn, at the change", u"at 02:30"_s, berlin, u"2027-10-31T01:00"_s, {u"2027-11-01T01:30"_s});
    row("autumn, during the second hour", u"at 02:00,02:59,03:00"_s, berlin, u"2027-10-31T01:15"_s,
        {u"2027-10-31T02:00"_s, u"2027-11-01T01:00"_s});
    row("autumn, every half hour", u"*/30 * * * *"_s, berlin, u"2027-10-30T23:45"_s,
        {u"2027-10-31T00:00"_s, u"2027-10-31T00:30"_s, u"2027-10-31T02:00"_s, u"2027-10-31T02:30"_s});
    row("spring, every half hour", u"*/30 * * * *"_s, berlin, u"2027-03-28T00:15"_s,
        {u"2027-03-28T00:30"_s, u"2027-03-28T01:00"_s, u"2027-03-28T01:30"_s});
    row("São Paulo, midnight that is skipped", u"at 00:00"_s, u"America/Sao_Paulo"_s, u"2018-11-03T12:00"_s,
        {u"2018-11-04T03:00"_s, u"2018-11-05T02:00"_s});
    row("São Paulo, an evening shown twice", u"at 23:30"_s, u"America/Sao_Paulo"_s, u"2018-02-17T12:00"_s,
        {u"2018-02-18T01:30"_s, u"2018-02-19T02:30"_s});
    row("New York, spring", u"at 02:30"_s, u"America/New_York"_s, u"2027-03-13T12:00"_s,
        {u"2027-03-14T07:00"_s, u"2027-03-15T06:30"_s});
    row("Lord Howe, half an hour", u"at 01:45"_s, u"Australia/Lord_Howe"_s, u"2027-04-03T00:00"_s,
        {u"2027-04-03T14:45"_s, u"2027-04-04T15:15"_s});
    row("Kathmandu, no whole hours", u"at 03:00"_s, u"Asia/Kathmandu"_s, u"2027-01-10T00:00"_s,
        {u"2027-01-10T21:15"_s});
    row("Samoa, a day that never was", u"at 12:00"_s, u"Pacific/Apia"_s, u"2011-12-28T22:30"_s,
        {u"2011-12-29T22:00"_s, u"2011-12-30T10:00"_s, u"2011-12-30T22:00"_s});
    row("the year ends", u"0 0 1 1 *"_s, berlin, u"2027-06-01T00:00"_s,
        {u"2027-12-31T23:00"_s, u"2028-12-31T23:00"_s});
    row("leap day", u"0 3 29 2 *"_s, u"UTC"_s, u"2026-01-01T00:00"_s,
        {u"2028-02-29T03:00"_s, u"2032-02-29T03:00"_s});
    row("leap day, over a century's end", u"0 3 29 2 *"_s, u"UTC"_s, u"2096-03-01T00:00"_s,
        {u"2104-02-29T03:00"_s});
    row("the 31st", u"0 0 31 * *"_s, u"UTC"_s, u"2027-01-31T12:00"_s,
        {u"2027-03-31T00:00"_s, u"2027-05-31T00:00"_s});
}

void ScheduleTimesTest::byTheClock()
{
    QFETCH(QString, schedule);
    QFETCH(QString, zone);
    QFETCH(QString, after);
    QFETCH(QStringList, expected);
    QVERIFY(zoneOf(zone).isValid());
    QCOMPARE(timesAfter(scheduleOf(schedule), utc(after), zoneOf(zone), expected.size()), expected);
}

void ScheduleTimesTest::byTheClockThereMayBeNone()
{
    const QDateTime now = utc(u"2027-01-10T00:00"_s);
    Schedule daily = scheduleOf(u"at 03:00"_s);
    QVERIFY(!nextByTheClock(daily, QDateTime(), QTimeZone::utc()).isValid());
    daily.enabled = false;
    QVERIFY(!nextByTheClock(daily, now, QTimeZone::utc()).isValid());
    QVERIFY(!nextByTheClock(scheduleOf(u"every 60"_s), now, QTimeZone::utc()).isValid());
    const Schedule rare = scheduleOf(u"0 0 29 2 */3"_s); // a leap day on a Sunday, Wednesday or Saturday
    QVERIFY(!nextByTheClock(rare, utc(u"2048-03-01T00:00"_s), QTimeZone::utc()).isValid());
    QCOMPARE(timesAfter(scheduleOf(u"at 03:00"_s), now, QTimeZone(), 1), QStringList{u"2027-01-10T03:00"_s});
}

void ScheduleTimesTest::periods_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("when");
    QTest::addColumn<qint64>("shortest"); // hours
    QTest::addColumn<qint64>("longest");
    const auto row = [](const char *name, const QString &schedule, const QString &when, qint64 shortest,
                        qint64 longest) { QTest::newRow(name) << schedule << when << shortest << longest; };
    row("an interval", u"every 360"_s, u"2027-01-10T12:00"_s, 6, 6);
    row("daily", u"at 03:00"_s, u"2027-01-10T12:00"_s, 24, 24);
    row("daily, after the clocks changed", u"at 03:00"_s, u"2027-04-01T12:00"_s, 24, 24);
    row("three times a day", u"at 06:00,09:00,15:00"_s, u"2027-01-10T12:00"_s, 3, 15);
    row("on weekdays, of a Friday", u"1,2,3,4,5 at 03:00"_s, u"2027-01-08T12:00"_s, 24, 72);
    row("on weekdays, of a Sunday", u"1,2,3,4,5 at 03:00"_s, u"2027-01-10T12:00"_s, 24, 72);
    row("Monday and Thursday", u"1,4 at 03:00"_s, u"2027-01-10T12:00"_s, 72, 96);
    row("weekly", u"0 3 * * sun"_s, u"2027-01-08T12:00"_s, 168, 168);
    row("hourly", u"@hourly"_s, u"2027-01-10T12:00"_s, 1, 1);
    row("monthly, none in two weeks", u"@monthly"_s, u"2027-02-20T12:00"_s, 744, 744);
    row("monthly, one in two weeks", u"@monthly"_s, u"2027-02-05T12:00"_s, 672, 672);
}

void ScheduleTimesTest::periods()
{
    QFETCH(QString, schedule);
    QFETCH(QString, when);
    Schedule rules = scheduleOf(schedule);
    rules.enabled = false;
    const auto found = periodsOf(rules, utc(when), zoneOf(u"Europe/Berlin"_s));
    QTEST(static_cast<qint64>(found.shortest / 1h), "shortest");
    QTEST(static_cast<qint64>(found.longest / 1h), "longest");
    QCOMPARE(periodOf(rules, utc(when), zoneOf(u"Europe/Berlin"_s)), found.longest);
}

void ScheduleTimesTest::inWords_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("words");
    const auto row = [](const QString &schedule, const QString &words) {
        QTest::newRow(qPrintable(schedule)) << schedule << words;
    };
    row(u"every 1440"_s, u"every 24 hour(s)"_s); // plural forms are the translation's
    row(u"every 90"_s, u"every 90 minute(s)"_s);
    row(u"every 4320"_s, u"every 3 day(s)"_s);
    row(u"at 03:00"_s, u"daily at 03:00"_s);
    row(u"at 03:00,15:30"_s, u"daily at 03:00, 15:30"_s);
    row(u"1,4 at 03:00"_s, u"Mon, Thu at 03:00"_s);
    row(u"0 3 * * *"_s, u"cron 0 3 * * *"_s);
}

void ScheduleTimesTest::inWords()
{
    QFETCH(QString, schedule);
    QLocale::setDefault(QLocale::c());
    Schedule rules = scheduleOf(schedule);
    QTEST(describeSchedule(rules), "words");
    rules.enabled = false;
    QCOMPARE(describeSchedule(rules), u"off"_s);
}

QTEST_GUILESS_MAIN(ScheduleTimesTest)
#include "tst_scheduletimes.moc"
