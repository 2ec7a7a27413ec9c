// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/assertion.h"

#include "support/databaseshapes.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto endless =
    u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s;

} // namespace

class AssertionTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(runSql(m_path, "CREATE TABLE posts (id INTEGER PRIMARY KEY, words TEXT);"
                               "INSERT INTO posts VALUES (1, 'ship ahoy'), (2, NULL);"
                               "CREATE VIEW lengths AS SELECT length(words) AS n FROM posts;"
                               "CREATE VIRTUAL TABLE found USING fts5 (words);"
                               "INSERT INTO found VALUES ('ship ahoy');"
                               "CREATE VIRTUAL TABLE places USING rtree (id, a, b);"
                               "INSERT INTO places VALUES (1, 2, 3)"));
    }
    void tellsTrueFromFalse_data();
    void tellsTrueFromFalse();
    void doesNothingButRead_data();
    void doesNothingButRead();
    void endsInTime();
    void endsWhenCancelled();
    void aFileThatIsNoDatabaseIsAnError();

private:
    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath(u"a database; with 'marks'.db"_s);
};

void AssertionTest::tellsTrueFromFalse_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("objection"); // empty: none
    const auto untrue = u"it is not true"_s;
    const auto notOne = u"it is not one SELECT"_s;
    QTest::newRow("a number") << u"SELECT count(*) > 1 FROM posts"_s << QString();
    QTest::newRow("a minus") << u"SELECT -1"_s << QString();
    QTest::newRow("a fraction") << u"SELECT 0.1"_s << QString();
    QTest::newRow("text") << u"SELECT words FROM posts WHERE id = 1"_s << QString();
    QTest::newRow("the text 0") << u"SELECT '0'"_s << QString();
    QTest::newRow("a BLOB") << u"SELECT x'00'"_s << QString();
    QTest::newRow("the first row counts") << u"SELECT 1 UNION ALL SELECT 0"_s << QString();
    QTest::newRow("the first column counts") << u"SELECT 1, 0"_s << QString();
    QTest::newRow("semicolon and comment") << u"SELECT 1; -- yes"_s << QString();
    QTest::newRow("WITH") << u"WITH x AS (SELECT 1) SELECT * FROM x"_s << QString();
    QTest::newRow("a view") << u"SELECT max(n) = 9 FROM lengths"_s << QString();
    QTest::newRow("full text") << u"SELECT count(*) FROM found WHERE found MATCH 'ahoy'"_s << QString();
    QTest::newRow("an R-tree") << u"SELECT id FROM places WHERE a > 1"_s << QString();
    QTest::newRow("zero") << u"SELECT 0"_s << untrue;
    QTest::newRow("zero as a fraction") << u"SELECT 0.0"_s << untrue;
    QTest::newRow("NULL") << u"SELECT words FROM posts WHERE id = 2"_s << untrue;
    QTest::newRow("empty text") << u"SELECT ''"_s << untrue;
    QTest::newRow("empty BLOB") << u"SELECT x''"_s << untrue;
    QTest::newRow("no row") << u"SELECT 1 WHERE 0"_s << u"it found nothing"_s;
    QTest::newRow("no such table") << u"SELECT * FROM missing"_s << u"no such table: missing"_s;
    QTest::newRow("no SQL") << u"true?"_s << u"near \"true\": syntax error"_s;
    QTest::newRow("two") << u"SELECT 1; SELECT 1"_s << notOne;
    QTest::newRow("a broken second one") << u"SELECT 1; SELEC"_s << notOne;
    QTest::newRow("none") << u"  "_s << notOne;
    QTest::newRow("only a comment") << u"-- SELECT 1"_s << notOne;
    QTest::newRow("EXPLAIN") << u"EXPLAIN SELECT 0"_s << notOne;
}

void AssertionTest::tellsTrueFromFalse()
{
    QFETCH(QString, sql);
    QFETCH(QString, objection);
    const auto answer = objectionTo(sql, m_path, 10s, {});
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    QCOMPARE(answer->value_or(QString()), objection);
}

void AssertionTest::doesNothingButRead_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("delete") << u"DELETE FROM posts"_s;
    QTest::newRow("delete returning") << u"DELETE FROM posts RETURNING 1"_s;
    QTest::newRow("drop") << u"DROP TABLE posts"_s;
    QTest::newRow("temporary table") << u"CREATE TEMP TABLE t AS SELECT 1"_s;
    QTest::newRow("attach") << u"ATTACH '%1/made.db' AS made"_s;
    QTest::newRow("vacuum into") << u"VACUUM INTO '%1/made.db'"_s;
    QTest::newRow("pragma") << u"PRAGMA journal_mode = DELETE"_s;
    QTest::newRow("pragma that asks") << u"PRAGMA page_size"_s;
    QTest::newRow("pragma as a table") << u"SELECT * FROM pragma_page_size"_s;
    QTest::newRow("library") << u"SELECT load_extension('%1/made')"_s;
    QTest::newRow("transaction") << u"BEGIN IMMEDIATE"_s;
}

void AssertionTest::doesNothingButRead()
{
    QFETCH(QString, sql);
    const QStringList before = stateOf(m_folder.path());
    const auto answer = objectionTo(sql.contains(u"%1") ? sql.arg(m_folder.path()) : sql, m_path, 10s, {});
    QVERIFY(answer);
    QVERIFY(*answer);
    QCOMPARE(stateOf(m_folder.path()), before);
}

void AssertionTest::endsInTime()
{
    QElapsedTimer timer;
    timer.start();
    const auto answer = objectionTo(endless, m_path, 100ms, {});
    QVERIFY(answer);
    QCOMPARE(answer->value_or(QString()), u"it took too long"_s);
    QVERIFY(timer.elapsed() < 2'500);
}

void AssertionTest::endsWhenCancelled()
{
    CancelToken cancel;
    cancel.request();
    const auto answer = objectionTo(endless, m_path, 1h, cancel);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
}

void AssertionTest::aFileThatIsNoDatabaseIsAnError()
{
    const QString path = m_folder.filePath(u"text"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(4096, 'x')) == 4096);
    file.close();
    const auto answer = objectionTo(u"SELECT 1 FROM sqlite_schema"_s, path, 10s, {});
    QVERIFY(!answer || *answer);
    QVERIFY(file.remove());
}

QTEST_GUILESS_MAIN(AssertionTest)
#include "tst_assertion.moc"
