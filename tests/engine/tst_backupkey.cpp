// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backupkey.h"

#include <QTest>

#include <ctime>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestBackupKey : public QObject
{
    Q_OBJECT

private slots:
    void isTheSeedsName()
    {
        const QDateTime taken({2024, 1, 1}, {12, 0, 0}, Qt::UTC);
        QCOMPARE(makeBackupKey({}, u"rustresort"_s, {taken, false}),
                 u"backups/rustresort_20240101_120000.db"_s);
        QCOMPARE(makeBackupKey(u"site/"_s, u"rustresort"_s, {taken, true}),
                 u"site/backups/rustresort_20240101_120000.db.enc"_s);
    }

    void isAlwaysUtc()
    {
        const QDateTime local = QDateTime({2024, 1, 1}, {1, 30, 0}, Qt::OffsetFromUTC, 2 * 3600);
        QCOMPARE(makeBackupKey({}, u"a"_s, {local, false}), u"backups/a_20231231_233000.db"_s);
    }

    void recognisesOnlyItsOwn_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("mine");
        QTest::newRow("plain") << u"backups/rustresort_20240101_120000.db"_s << true;
        QTest::newRow("sealed") << u"backups/rustresort_20240101_120000.db.enc"_s << true;
        QTest::newRow("leap day") << u"backups/rustresort_20240229_000000.db"_s << true;
        QTest::newRow("another name with this prefix")
            << u"backups/rustresort_test_20240101_120000.db"_s << false;
        QTest::newRow("another name with dates in it")
            << u"backups/rustresort_20240101_120000_20240101_120000.db"_s << false;
        QTest::newRow("no such day") << u"backups/rustresort_20230229_000000.db"_s << false;
        QTest::newRow("no such hour") << u"backups/rustresort_20240101_250000.db"_s << false;
        QTest::newRow("a sign") << u"backups/rustresort_+0240101_120000.db"_s << false;
        QTest::newRow("a space") << u"backups/rustresort_20240101_ 20000.db"_s << false;
        QTest::newRow("too short") << u"backups/rustresort_2024.db"_s << false;
        QTest::newRow("nothing after the stem") << u"backups/rustresort_"_s << false;
        QTest::newRow("other suffix") << u"backups/rustresort_20240101_120000.db.tmp"_s << false;
        QTest::newRow("deeper") << u"backups/rustresort_20240101_120000.db/x"_s << false;
        QTest::newRow("other prefix") << u"site/backups/rustresort_20240101_120000.db"_s << false;
        QTest::newRow("case") << u"backups/Rustresort_20240101_120000.db"_s << false;
        QTest::newRow("wide digits") << u"backups/rustresort_２０２４０１０１_120000.db"_s << false;
    }
    void recognisesOnlyItsOwn()
    {
        QFETCH(QString, key);
        QFETCH(bool, mine);
        const auto parsed = parseBackupKey({}, u"rustresort"_s, key);
        QCOMPARE(parsed.has_value(), mine);
        if (mine)
            QCOMPARE(makeBackupKey({}, u"rustresort"_s, *parsed), key);
    }

    /// The clocks are set forward from 02:00 to 03:00 in Berlin; in UTC the hour is like any other.
    void knowsTheHourThatLocalTimeLeavesOut()
    {
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
        const QString key = u"backups/rustresort_20260329_023000.db"_s;
        const auto parsed = parseBackupKey({}, u"rustresort"_s, key);
        before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
        ::tzset();
        QVERIFY(parsed);
        QCOMPARE(parsed->takenAt, QDateTime({2026, 3, 29}, {2, 30, 0}, Qt::UTC));
    }

    void namesADatabaseByItsFile_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("name");
        QTest::newRow("usual") << u"/var/lib/rustresort/data/rustresort.db"_s << u"rustresort"_s;
        QTest::newRow("two dots") << u"/x/db.sqlite3.db"_s << u"db.sqlite3"_s;
        QTest::newRow("no suffix") << u"/x/home-assistant"_s << u"home-assistant"_s;
        QTest::newRow("odd letters") << u"/x/my data ü.db"_s << u"my-data--"_s;
        QTest::newRow("only a suffix") << u"/x/.db"_s << u".db"_s;
    }
    void namesADatabaseByItsFile()
    {
        QFETCH(QString, path);
        QTEST(backupNameFor(path), "name");
    }
};

QTEST_GUILESS_MAIN(TestBackupKey)
#include "tst_backupkey.moc"
