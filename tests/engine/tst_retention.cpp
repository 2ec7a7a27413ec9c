// SPDX-License-Identifier: GPL-3.0-or-later
// Which generations stay and why, history by history.
#include "retentionhistory.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class RetentionTest final : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheNewest_data();
    void keepsTheNewest();
    void staysByItsPeriod_data();
    void staysByItsPeriod();
    void weekIsThatOfTheCalendar();
    void proofsDecide_data();
    void proofsDecide();
    void saysWhy_data();
    void saysWhy();
    void rulesInWords_data();
    void rulesInWords();
    void asksNoMoreThanItMust();
    void anUnansweredQuestionEndsIt();
    void knowsWhatGoesAndHowMuch();
    void anUnclearOneBehindAProvenOneMayGo();
    void periodsAreToldInUtc();
};

void RetentionTest::keepsTheNewest_data()
{
    QTest::addColumn<int>("have");
    QTest::addColumn<int>("keep");
    QTest::addColumn<int>("expired");
    QTest::newRow("fewer than allowed") << 3 << 7 << 0;
    QTest::newRow("as many as allowed") << 7 << 7 << 0;
    QTest::newRow("one too many") << 8 << 7 << 1;
    QTest::newRow("keep one") << 5 << 1 << 4;
    QTest::newRow("zero keeps all") << 9 << 0 << 0;
    QTest::newRow("a negative number keeps all") << 9 << -1 << 0;
    QTest::newRow("none there") << 0 << 1 << 0;
}

void RetentionTest::keepsTheNewest()
{
    QFETCH(int, have);
    QFETCH(int, keep);
    QList<BackupEntry> backups;
    for (int day = have; day > 0; --day)
        backups.append(entryAt({{2026, 1, day}, {3, 0}, Qt::UTC}));
    const auto expired = plan(backups, keep, {}, {}, at(u"2026-01-31"_s)).expired();
    QTEST(static_cast<int>(expired.size()), "expired");
    for (qsizetype i = 0; i < expired.size(); ++i) // the oldest, oldest first
        QCOMPARE(expired[i].takenAt.date().day(), static_cast<int>(i) + 1);
}

void RetentionTest::staysByItsPeriod_data()
{
    QTest::addColumn<QString>("rules");
    QTest::addColumn<int>("count");
    QTest::addColumn<QStringList>("history");
    QTest::addColumn<QStringList>("kept");
    const auto row = [](const char *name, const QString &rules, int count, const QStringList &history,
                        const QStringList &kept) {
        QTest::newRow(name) << rules << count << history << kept;
    };

    row("the newest of each day", u"daily 3"_s, 1,
        {u"2026-11-20 01"_s, u"2026-11-20 23"_s, u"2026-11-19 01"_s, u"2026-11-19 02"_s, u"2026-11-18"_s,
         u"2026-11-17"_s},
        {u"2026-11-20 23:00"_s, u"2026-11-19 02:00"_s, u"2026-11-18"_s});
    row("many in one hour", u"hourly 2"_s, 1,
        {u"2026-11-20 10:59"_s, u"2026-11-20 10:58"_s, u"2026-11-20 10:00"_s, u"2026-11-20 09:59"_s,
         u"2026-11-20 08:00"_s},
        {u"2026-11-20 10:59"_s, u"2026-11-20 09:59"_s});
    row("a day ends at midnight in UTC", u"daily 2"_s, 1,
        {u"2026-11-21 00:00"_s, u"2026-11-20 23:59"_s, u"2026-11-20 00:00"_s, u"2026-11-19 23:59"_s},
        {u"2026-11-21 00:00"_s, u"2026-11-20 23:59"_s});
    row("gaps are not counted", u"daily 3"_s, 1,
        {u"2026-11-20"_s, u"2026-11-02"_s, u"2026-08-01"_s, u"2026-07-31"_s},
        {u"2026-11-20"_s, u"2026-11-02"_s, u"2026-08-01"_s});
    row("a week turns on Monday", u"weekly 2"_s, 1,
        {u"2026-11-23"_s, u"2026-11-22"_s, u"2026-11-16"_s, u"2026-11-15"_s},
        {u"2026-11-23"_s, u"2026-11-22"_s});
    row("the 53rd week reaches into January", u"weekly 3"_s, 1,
        {u"2027-01-04"_s, u"2027-01-03"_s, u"2027-01-01"_s, u"2026-12-28"_s, u"2026-12-27"_s},
        {u"2027-01-04"_s, u"2027-01-03"_s, u"2026-12-27"_s});
    row("the first week reaches into December", u"weekly 2"_s, 1,
        {u"2025-01-05"_s, u"2024-12-30"_s, u"2024-12-29"_s}, {u"2025-01-05"_s, u"2024-12-29"_s});
    row("months of two years differ", u"monthly 3"_s, 1,
        {u"2026-01-02"_s, u"2025-12-31"_s, u"2025-01-31"_s, u"2024-12-31"_s},
        {u"2026-01-02"_s, u"2025-12-31"_s, u"2025-01-31"_s});
    row("the same month of two years", u"monthly 2"_s, 1, {u"2026-01-02"_s, u"2025-01-31"_s, u"2024-12-31"_s},
        {u"2026-01-02"_s, u"2025-01-31"_s});
    row("years end in UTC", u"yearly 2"_s, 1,
        {u"2026-01-01 00:00"_s, u"2025-12-31 23:59"_s, u"2025-12-31 22:00"_s, u"2024-06-01"_s},
        {u"2026-01-01 00:00"_s, u"2025-12-31 23:59"_s});
    row("a leap day is a day", u"daily 2"_s, 1, {u"2028-03-01"_s, u"2028-02-29"_s, u"2028-02-28"_s},
        {u"2028-03-01"_s, u"2028-02-29"_s});
    // Clocks went forward at 01:00 UTC on 2026-03-29 and back on 2026-10-25 in Berlin: 23 and 25 hours.
    row("clocks going forward", u"hourly 4"_s, 1,
        {u"2026-03-29 00:30"_s, u"2026-03-29 01:30"_s, u"2026-03-29 02:30"_s, u"2026-03-29 03:30"_s},
        {u"2026-03-29 03:30"_s, u"2026-03-29 02:30"_s, u"2026-03-29 01:30"_s, u"2026-03-29 00:30"_s});
    row("clocks going back", u"hourly 3"_s, 1,
        {u"2026-10-25 00:10"_s, u"2026-10-25 00:50"_s, u"2026-10-25 01:10"_s, u"2026-10-25 01:50"_s},
        {u"2026-10-25 01:50"_s, u"2026-10-25 00:50"_s});
    row("before 1970", u"daily 2, weekly 2"_s, 1,
        {u"1969-12-29 00:00"_s, u"1969-12-28 23:59"_s, u"1969-12-28 00:00"_s, u"1969-12-27 23:00"_s},
        {u"1969-12-29 00:00"_s, u"1969-12-28 23:59"_s});
    row("around 1970", u"hourly 2"_s, 1, {u"1970-01-01 00:30"_s, u"1969-12-31 23:30"_s},
        {u"1970-01-01 00:30"_s, u"1969-12-31 23:30"_s});
    row("the oldest fills no rule's place", u"yearly 3"_s, 1, {u"2026-11-20"_s, u"2026-01-01"_s},
        {u"2026-11-20"_s});
    row("all rules together", u"daily 2, weekly 2, monthly 2, yearly 2"_s, 2,
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s, u"2026-11-14"_s, u"2026-10-31"_s, u"2026-10-01"_s,
         u"2025-07-01"_s, u"2025-06-01"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-14"_s, u"2026-10-31"_s, u"2025-07-01"_s});
    row("the count is besides the rules", u"daily 2"_s, 3,
        {u"2026-11-20 05"_s, u"2026-11-20 04"_s, u"2026-11-20"_s, u"2026-11-20 02"_s, u"2026-11-19"_s},
        {u"2026-11-20 05:00"_s, u"2026-11-20 04:00"_s, u"2026-11-20"_s, u"2026-11-19"_s});
    row("zero keeps all, whatever the rules", u"daily 1"_s, 0, {u"2026-11-20"_s, u"2026-11-19"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s});
    row("from the future", u"daily 2"_s, 1,
        {u"2031-01-01"_s, u"2026-11-25 12:01"_s, u"2026-11-24"_s, u"2026-11-23"_s, u"2026-11-22"_s},
        {u"2031-01-01"_s, u"2026-11-25 12:01"_s, u"2026-11-24"_s, u"2026-11-23"_s});
    row("a day ahead is not the future", u""_s, 1, {u"2026-11-25 12:00"_s, u"2026-11-24"_s},
        {u"2026-11-25 12:00"_s});
}

void RetentionTest::staysByItsPeriod()
{
    QFETCH(QString, rules);
    QFETCH(int, count);
    QFETCH(QStringList, history);
    const bool isLater = history.constFirst().startsWith(u"202") && history.constFirst() > u"2026-12";
    const bool isFuture = history.constFirst().startsWith(u"2031");
    const QDateTime now = isLater && !isFuture ? at(u"2028-12-31"_s) : at(u"2026-11-24 12:00"_s);
    const History past(history);
    QTEST(namesOf(staying(plan(past.entries, count, rulesFrom(rules), {}, now))), "kept");
}

/// Against QDate's own weeks, day by day through every kind of year.
void RetentionTest::weekIsThatOfTheCalendar()
{
    RetentionRules rules;
    rules.weekly = 1000;
    QList<BackupEntry> entries;
    QStringList lastOfWeeks;
    for (QDate day(2036, 12, 31); day.year() > 2019; day = day.addDays(-1)) {
        const auto week = [](const QDate &date) {
            int year = 0;
            const int number = date.weekNumber(&year);
            return std::pair(year, number);
        };
        entries.append(entryAt({day, QTime(3, 0), Qt::UTC}));
        if (entries.size() == 1 || week(day) != week(day.addDays(1)))
            lastOfWeeks.append(day.toString(Qt::ISODate));
    }
    QCOMPARE(namesOf(staying(plan(entries, 1, rules, {}, at(u"2037-01-01"_s)))), lastOfWeeks);
}

void RetentionTest::proofsDecide_data()
{
    QTest::addColumn<QString>("rules");
    QTest::addColumn<int>("count");
    QTest::addColumn<QStringList>("history");
    QTest::addColumn<QStringList>("kept");
    const auto row = [](const char *name, const QString &rules, int count, const QStringList &history,
                        const QStringList &kept) {
        QTest::newRow(name) << rules << count << history << kept;
    };

    row("no proofs at all", u""_s, 2, {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s});
    row("the proven one is old", u""_s, 2,
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s, u"2025-01-01+"_s, u"2024-01-01+"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2025-01-01"_s});
    row("the proven one is within the rules", u""_s, 2, {u"2026-11-20"_s, u"2026-11-19+"_s, u"2025-01-01+"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s});
    row("three proven ones wanted, two are there", u"verified 3"_s, 1,
        {u"2026-11-20"_s, u"2026-11-19+"_s, u"2026-11-18"_s, u"2025-01-01+"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2025-01-01"_s});
    row("three proven ones wanted, four are there", u"verified 3"_s, 1,
        {u"2026-11-20+"_s, u"2026-11-19+"_s, u"2026-11-18"_s, u"2025-01-01+"_s, u"2024-01-01+"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2025-01-01"_s});
    row("the newest is damaged", u""_s, 2,
        {u"2026-11-20-"_s, u"2026-11-19"_s, u"2026-11-18"_s, u"2026-11-17"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s});
    row("damaged ones push no good one out", u""_s, 2,
        {u"2026-11-20-"_s, u"2026-11-19-"_s, u"2026-11-18-"_s, u"2026-11-17"_s, u"2026-11-16"_s,
         u"2026-11-15"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s, u"2026-11-17"_s, u"2026-11-16"_s});
    row("a damaged one goes when it is beyond the rules", u""_s, 1,
        {u"2026-11-20"_s, u"2026-11-19-"_s, u"2026-11-18-"_s}, {u"2026-11-20"_s});
    row("a damaged one is no day's", u"daily 2"_s, 1,
        {u"2026-11-20 05"_s, u"2026-11-19 23-"_s, u"2026-11-19 22"_s, u"2026-11-19 21"_s, u"2026-11-18"_s},
        {u"2026-11-20 05:00"_s, u"2026-11-19 23:00"_s, u"2026-11-19 22:00"_s});
    row("all are damaged", u""_s, 1, {u"2026-11-20-"_s, u"2026-11-19-"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s});
    row("unclear ones stay until one is proven", u""_s, 1,
        {u"2026-11-20"_s, u"2026-11-19?"_s, u"2026-11-18+"_s, u"2026-11-17?"_s, u"2026-11-16+"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s});
    row("unclear ones push no other out", u""_s, 2,
        {u"2026-11-20?"_s, u"2026-11-19?"_s, u"2026-11-18"_s, u"2026-11-17"_s, u"2026-11-16"_s},
        {u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18"_s, u"2026-11-17"_s});
    row("without asking proofs", u"verified 0"_s, 1, {u"2026-11-20-"_s, u"2026-11-19+"_s, u"2026-11-18?"_s},
        {u"2026-11-20"_s});
    row("a proven one from the future is none", u""_s, 1,
        {u"2031-01-01+"_s, u"2026-11-20"_s, u"2026-11-19"_s, u"2026-11-18+"_s},
        {u"2031-01-01"_s, u"2026-11-20"_s, u"2026-11-18"_s});
}

void RetentionTest::proofsDecide()
{
    QFETCH(QString, rules);
    QFETCH(int, count);
    QFETCH(QStringList, history);
    const History past(history);
    QTEST(namesOf(staying(
              plan(past.entries, count, rulesFrom(rules), past.standings, at(u"2026-11-20 12:00"_s)))),
          "kept");
}

void RetentionTest::saysWhy_data()
{
    QTest::addColumn<QString>("time"); // of the first, the others are there to give it company
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("words");
    QTest::newRow("newest") << u"2026-11-20 14"_s << u"newest count hourly daily weekly yearly"_s
                            << u"newest, one of the newest 2, hourly of 2026-11-20 14:00, daily of "
                               "2026-11-20, weekly of 2026-W47, yearly of 2026"_s;
    QTest::newRow("goes") << u"2026-11-20 10"_s << QString() << QString();
    QTest::newRow("of a week") << u"2025-12-29"_s << u"weekly yearly proven"_s
                               << u"weekly of 2026-W01, yearly of 2025, proven restorable"_s;
    QTest::newRow("damaged") << u"2026-11-20 13"_s << u"without-place"_s
                             << u"restore drill failed, takes no other's place"_s;
    QTest::newRow("unclear") << u"2026-11-20 11"_s << u"may-be-proven"_s
                             << u"may be proven, its proof cannot be relied on"_s;
    QTest::newRow("future") << u"2031-01-01"_s << u"future"_s << u"dated in the future"_s;
}

void RetentionTest::saysWhy()
{
    QFETCH(QString, time);
    QFETCH(QString, names);
    QFETCH(QString, words);
    const History past({u"2031-01-01"_s, u"2026-11-20 14"_s, u"2026-11-20 13-"_s, u"2026-11-20 12"_s,
                        u"2026-11-20 11?"_s, u"2026-11-20 10"_s, u"2025-12-29+"_s});
    const auto planned = plan(past.entries, 2, rulesFrom(u"hourly 1, daily 1, weekly 2, yearly 2"_s),
                              past.standings, at(u"2026-11-20 15:00"_s));
    const auto found = std::ranges::find(planned.newestFirst, at(time),
                                         [](const PlannedGeneration &each) { return each.entry.takenAt; });
    QVERIFY(found != planned.newestFirst.end());
    QCOMPARE(reasonNames(found->reasons).join(u' '), names);
    QCOMPARE(reasonWords(*found, 2).join(u", "_s), words);
}

void RetentionTest::rulesInWords_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("rules");
    QTest::addColumn<QString>("words");
    QTest::newRow("only a number") << 7 << QString() << u"7 generations"_s;
    QTest::newRow("all rules")
        << 3 << u"hourly 24, daily 7, weekly 4, monthly 12, yearly 5"_s
        << u"3 generations, besides 24 hourly, 7 daily, 4 weekly, 12 monthly, 5 yearly"_s;
    QTest::newRow("everything") << 0 << u"daily 7"_s << u"all generations"_s;
}

void RetentionTest::rulesInWords()
{
    QFETCH(int, count);
    QFETCH(QString, rules);
    QTEST(describeRetention(count, rulesFrom(rules)), "words");
}

void RetentionTest::asksNoMoreThanItMust()
{
    const History past({u"2031-01-01+"_s, u"2026-11-20"_s, u"2026-11-19-"_s, u"2026-11-18"_s, u"2026-11-17"_s,
                        u"2026-11-16+"_s, u"2026-11-15+"_s, u"2026-11-14"_s});
    const auto askedWith = [&past](int verified) {
        QStringList asked;
        RetentionRules rules;
        rules.verified = verified;
        const auto planned = planRetention(past.entries, 2, rules, at(u"2026-11-20"_s),
                                           [&](const BackupEntry &entry) -> Result<Standing> {
                                               asked.append(shortName(entry.takenAt).last(2));
                                               return past.standings.value(entry.key);
                                           });
        return planned ? asked.join(u' ') : u"failed"_s;
    };
    QCOMPARE(askedWith(0), QString());
    QCOMPARE(askedWith(1), u"20 19 18 17 16"_s);
    QCOMPARE(askedWith(9), u"20 19 18 17 16 15 14"_s);
}

void RetentionTest::anUnansweredQuestionEndsIt()
{
    const History past({u"2026-11-20"_s, u"2026-11-19"_s});
    const auto planned =
        planRetention(past.entries, 1, {}, at(u"2026-11-20"_s), [](const BackupEntry &) -> Result<Standing> {
            return fail(ErrorCode::Network, u"x"_s, u"gone"_s);
        });
    QVERIFY(!planned);
    QCOMPARE(planned.error().code, ErrorCode::Network);
}

void RetentionTest::knowsWhatGoesAndHowMuch()
{
    const History past(
        {u"2026-11-20"_s, u"2026-11-19?"_s, u"2026-11-18"_s, u"2026-11-17"_s, u"2026-11-16"_s});
    const auto planned = plan(past.entries, 1, {}, past.standings, at(u"2026-11-20"_s));
    QCOMPARE(namesOf(planned.expired()), (QStringList{u"2026-11-16"_s, u"2026-11-17"_s, u"2026-11-18"_s}));
    QCOMPARE(planned.expiredBytes(), 3 * 4096);
    QCOMPARE(planned.unclear(), 1);
    const History within({u"2026-11-20?"_s, u"2026-11-19"_s});
    QCOMPARE(plan(within.entries, 1, {}, within.standings, at(u"2026-11-20"_s)).unclear(),
             0); // newest anyway
}

void RetentionTest::anUnclearOneBehindAProvenOneMayGo()
{
    const History past({u"2026-11-20+"_s, u"2026-11-19?"_s, u"2026-11-18"_s});
    const auto planned = plan(past.entries, 2, {}, past.standings, at(u"2026-11-20"_s));
    QCOMPARE(reasonNames(planned.newestFirst[1].reasons), QStringList{u"without-place"_s});
    QCOMPARE(reasonWords(planned.newestFirst[1], 2),
             QStringList{u"its proof cannot be relied on, takes no other's place"_s});
}

void RetentionTest::periodsAreToldInUtc()
{
    const BackupEntry entry = entryAt(at(u"2026-12-31 20:00"_s).toOffsetFromUtc(9 * 3600));
    QCOMPARE(reasonWords({entry, KeepReason::Daily | KeepReason::Yearly}, 1),
             (QStringList{u"daily of 2026-12-31"_s, u"yearly of 2026"_s}));
}

QTEST_GUILESS_MAIN(RetentionTest)
#include "tst_retention.moc"
