// SPDX-License-Identifier: GPL-3.0-or-later
// Rows and schema, by which a restored database is held against what was backed up.
#include "sqlite/fingerprint.h"
#include "sqlite/rowcounts.h"
#include "support/databaseshapes.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ComparisonTest final : public QObject
{
    Q_OBJECT

private slots:
    void countsOrdinaryTables();
    void countsNamedTablesOnly();
    void stopsCountingInTime();
    void stopsCountingWhenCancelled();
    void schemaIsHashedAsTheFormatSays();
    void schemaIsWhatWasDeclared_data();
    void schemaIsWhatWasDeclared();

private:
    [[nodiscard]] QString make(const QByteArray &sql)
    {
        const QString path = m_folder.filePath(QString::number(++m_made) + u".db"_s);
        return runSql(path, sql) ? path : QString();
    }

    QTemporaryDir m_folder;
    int m_made = 0;
};

void ComparisonTest::countsOrdinaryTables()
{
    const QString path = make("CREATE TABLE a (x); INSERT INTO a VALUES (1), (NULL), (NULL);"
                              "CREATE INDEX i ON a (x) WHERE x IS NOT NULL;"
                              "CREATE TABLE \"odd \"\"name\" (x);"
                              "CREATE TABLE k (x PRIMARY KEY) WITHOUT ROWID; INSERT INTO k VALUES (1);"
                              "CREATE TABLE c (x INTEGER PRIMARY KEY AUTOINCREMENT);"
                              "CREATE VIEW v AS SELECT * FROM a; CREATE VIRTUAL TABLE f USING fts4 (x)");
    const auto counted = countAllRows(path, 1h, {});
    QVERIFY2(counted, counted ? "" : qPrintable(counted.error().message));
    QVERIFY(counted->isComplete);
    RowCounts rows = counted->rows;
    rows.removeIf([](const auto &item) { return item.key().startsWith(u"f_"); });
    QCOMPARE(rows, (RowCounts{{u"a"_s, 3}, {u"c"_s, 0}, {u"k"_s, 1}, {u"odd \"name"_s, 0}}));
}

void ComparisonTest::countsNamedTablesOnly()
{
    const QString path = make("CREATE TABLE a (x); INSERT INTO a VALUES (1); CREATE TABLE b (x);"
                              "CREATE VIEW v AS SELECT * FROM a");
    const auto rows = countRowsOf({u"a"_s, u"v"_s, u"missing"_s, u"sqlite_schema"_s, u"a\" --"_s}, path, {});
    QVERIFY(rows);
    QCOMPARE(*rows, (RowCounts{{u"a"_s, 1}}));
}

void ComparisonTest::stopsCountingInTime()
{
    const QString path = make("CREATE TABLE a (x); CREATE TABLE b (x);"
                              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000)"
                              "INSERT INTO b SELECT i FROM n");
    const auto counted = countAllRows(path, 0ms, {});
    QVERIFY2(counted, counted ? "" : qPrintable(counted.error().message));
    QVERIFY(!counted->isComplete);
    QVERIFY(!counted->rows.contains(u"b"_s));
}

void ComparisonTest::stopsCountingWhenCancelled()
{
    const QString path = make("CREATE TABLE b (x);"
                              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000)"
                              "INSERT INTO b SELECT i FROM n");
    CancelToken cancel;
    cancel.request();
    QCOMPARE(countAllRows(path, 1h, cancel).error().code, ErrorCode::Cancelled);
    QCOMPARE(countRowsOf({u"b"_s}, path, cancel).error().code, ErrorCode::Cancelled);
}

void ComparisonTest::schemaIsHashedAsTheFormatSays()
{
    const QString path = make("CREATE TABLE a (x UNIQUE)");
    const QByteArray rows = "t5:index"
                            "t20:sqlite_autoindex_a_1"
                            "t1:a"
                            "n0:"
                            "t5:table"
                            "t1:a"
                            "t1:a"
                            "t25:CREATE TABLE a (x UNIQUE)";
    const auto digest = schemaFingerprint(path, {});
    QVERIFY(digest);
    QCOMPARE(digest->toHex(), QCryptographicHash::hash(rows, QCryptographicHash::Sha256).toHex());
}

void ComparisonTest::schemaIsWhatWasDeclared_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<bool>("same");
    QTest::newRow("nothing") << QByteArray("SELECT 1") << true;
    QTest::newRow("rows") << QByteArray("INSERT INTO a VALUES (1, 2)") << true;
    QTest::newRow("vacuum") << QByteArray("VACUUM") << true;
    QTest::newRow("a column") << QByteArray("ALTER TABLE a ADD COLUMN z") << false;
    QTest::newRow("a name") << QByteArray("ALTER TABLE a RENAME TO b") << false;
    QTest::newRow("an index less") << QByteArray("DROP INDEX i") << false;
    QTest::newRow("a view more") << QByteArray("CREATE VIEW w AS SELECT 1") << false;
    QTest::newRow("another trigger") << QByteArray("DROP TRIGGER t; CREATE TRIGGER t DELETE ON a "
                                                   "BEGIN DELETE FROM a; END")
                                     << false;
}

void ComparisonTest::schemaIsWhatWasDeclared()
{
    QFETCH(QByteArray, change);
    QFETCH(bool, same);
    const QString path =
        make("CREATE TABLE a (x, y); CREATE INDEX i ON a (x); CREATE VIEW v AS SELECT x FROM a;"
             "CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END");
    const auto before = schemaFingerprint(path, {});
    QVERIFY(before);
    QVERIFY(runSql(path, change));
    const auto after = schemaFingerprint(path, {});
    QVERIFY(after);
    QCOMPARE(*before == *after, same);
}

QTEST_GUILESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
