// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/tablereader.h"

#include "support/databaseshapes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QStringList namesOf(const QList<TableName> &tables)
{
    QStringList names;
    for (const TableName &table : tables)
        names += table.isView ? table.name + u" (view)"_s : table.name;
    return names;
}

} // namespace

class TableReaderTest final : public QObject
{
    Q_OBJECT

private slots:
    void listsTablesAndViews();
    void readsEveryKindOfValue();
    void readsOddNames_data();
    void readsOddNames();
    void cutsLongTextBetweenCharacters();
    void measuresBlobsWithoutReadingThem();
    void goesOnPageByPage();
    void readsEveryShape_data();
    void readsEveryShape();
    void stopsWhenTold();
    void saysWhatIsDamaged();
    void writesNothing();
};

void TableReaderTest::listsTablesAndViews()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "CREATE TABLE b (x INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE sqlited (x);"
                         "CREATE VIEW A AS SELECT * FROM b; CREATE INDEX i ON b (x)"));
    const auto tables = listTables(path);
    QVERIFY(tables);
    QCOMPARE(namesOf(*tables), QStringList({u"A (view)"_s, u"b"_s, u"sqlited"_s}));
}

void TableReaderTest::readsEveryKindOfValue()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path,
                   "CREATE TABLE t (v); INSERT INTO t VALUES (NULL), (-9223372036854775808), (0.5), ('NULL'),"
                   " (''), (x'00ff'), (x''), ('ø🚤')"));
    const auto reader = TableReader::open(path, u"t"_s, {});
    QVERIFY(reader);
    QCOMPARE((*reader)->columns(), QStringList{u"v"_s});
    const auto rows = (*reader)->read(100);
    QVERIFY(rows);
    QCOMPARE(rows->size(), 8);
    const auto at = [&](int row) { return rows->at(row).constFirst(); };
    using Kind = TableCell::Kind;
    QCOMPARE(at(0).kind, Kind::Null);
    QCOMPARE(at(1).kind, Kind::Integer);
    QCOMPARE(at(1).text, u"-9223372036854775808"_s);
    QCOMPARE(at(2).kind, Kind::Real);
    QCOMPARE(at(2).text, u"0.5"_s);
    QCOMPARE(at(3).kind, Kind::Text);
    QCOMPARE(at(3).text, u"NULL"_s);
    QCOMPARE(at(4).kind, Kind::Text);
    QVERIFY(at(4).text.isEmpty());
    QCOMPARE(at(5).kind, Kind::Blob);
    QCOMPARE(at(5).blobSize, 2);
    QCOMPARE(at(6).kind, Kind::Blob);
    QCOMPARE(at(6).blobSize, 0);
    QCOMPARE(at(7).text, u"ø🚤"_s);
}

void TableReaderTest::readsOddNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("space") << u"two words"_s;
    QTest::newRow("quotes") << u"it's \"quoted\" `so` [too]"_s;
    QTest::newRow("keyword") << u"select"_s;
    QTest::newRow("semicolon") << u"x; DROP TABLE y"_s;
    QTest::newRow("other scripts") << u"データ 🚤"_s;
    QTest::newRow("newline") << u"a\nb"_s;
}

void TableReaderTest::readsOddNames()
{
    QFETCH(QString, name);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    const QByteArray escaped = QString(name).replace(u'"', u"\"\""_s).toUtf8();
    QVERIFY(runSql(path, "CREATE TABLE \"" + escaped + "\" (\"" + escaped + "\", b); INSERT INTO \"" + escaped
                             + "\" VALUES (7, 8);CREATE VIEW v AS SELECT \"" + escaped + "\", b, b FROM \""
                             + escaped + "\""));
    QCOMPARE(countRows(path, name, {}).value_or(-1), 1);
    const auto reader = TableReader::open(path, name, {});
    QVERIFY(reader);
    QCOMPARE((*reader)->columns().constFirst(), name);
    QCOMPARE((*reader)->read(10)->constFirst().constFirst().text, u"7"_s);
    const auto view = TableReader::open(path, u"v"_s, {});
    QVERIFY(view);
    QCOMPARE((*view)->columns().size(), 3);
    QCOMPARE((*view)->read(10)->constFirst().constLast().text, u"8"_s);
}

void TableReaderTest::cutsLongTextBetweenCharacters()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    const QByteArray boat = u"🚤"_s.toUtf8();
    QVERIFY(runSql(path, "CREATE TABLE t (v); INSERT INTO t VALUES ('" + boat.repeated(TableReader::mostText)
                             + "'), ('" + boat.repeated(TableReader::mostText + 1) + "')"));
    const auto rows = (*TableReader::open(path, u"t"_s, {}))->read(10);
    QVERIFY(rows);
    QVERIFY(!rows->at(0).constFirst().isCut);
    QVERIFY(rows->at(1).constFirst().isCut);
    QCOMPARE(rows->at(1).constFirst().text, rows->at(0).constFirst().text);
}

void TableReaderTest::measuresBlobsWithoutReadingThem()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "CREATE TABLE t (v); INSERT INTO t VALUES (zeroblob(500000000))"));
    // Were it read, this would take half a GB and most of a second.
    QCOMPARE((*TableReader::open(path, u"t"_s, {}))->read(10)->constFirst().constFirst().blobSize,
             500'000'000);
}

void TableReaderTest::goesOnPageByPage()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(
        path, "CREATE TABLE t (v); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 250)"
              " INSERT INTO t SELECT i FROM n"));
    const auto reader = TableReader::open(path, u"t"_s, {});
    QVERIFY(reader);
    QCOMPARE((*reader)->read(100)->constLast().constFirst().text, u"100"_s);
    QCOMPARE((*reader)->read(100)->constFirst().constFirst().text, u"101"_s);
    QCOMPARE((*reader)->read(100)->size(), 50);
    QCOMPARE((*reader)->read(100)->size(), 0);
}

void TableReaderTest::readsEveryShape_data()
{
    QTest::addColumn<QString>("shape");
    for (const auto *shape : {"without-rowid", "fts5", "utf-16le", "page-size-65536", "wal-closed",
                              "rustresort", "name-with-uri-marks", "reserved-bytes"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void TableReaderTest::readsEveryShape()
{
    QFETCH(QString, shape);
    const QTemporaryDir folder;
    const QString path = makeShape(shape, folder.path());
    const auto tables = listTables(path);
    QVERIFY(tables && !tables->isEmpty());
    for (const TableName &table : *tables) {
        const auto reader = TableReader::open(path, table.name, {});
        QVERIFY2(reader, qPrintable(table.name));
        const auto rows = (*reader)->read(1'000'000);
        QVERIFY2(rows, qPrintable(table.name));
        const QByteArray shell = askShell(path, u"SELECT count(*) FROM \"%1\""_s.arg(table.name));
        QCOMPARE(QByteArray::number(rows->size()), shell);
        QCOMPARE(QByteArray::number(*countRows(path, table.name, {})), shell);
    }
}

void TableReaderTest::stopsWhenTold()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path,
                   "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                   " SELECT count(*) AS c FROM n"));
    const CancelToken cancel;
    const auto reader = TableReader::open(path, u"endless"_s, cancel);
    QVERIFY(reader);
    cancel.request();
    const auto rows = (*reader)->read(1);
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Cancelled);
    QCOMPARE(countRows(path, u"endless"_s, cancel).error().code, ErrorCode::Cancelled);
}

void TableReaderTest::saysWhatIsDamaged()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(8192, 'x')) == 8192);
    file.close();
    QCOMPARE(listTables(path).error().code, ErrorCode::NotADatabase);
    QVERIFY(QFile::remove(path) && makeRustResort(path, 500));
    QVERIFY(file.open(QIODevice::ReadWrite));
    for (qint64 at = 8 * 4096; at < file.size(); at += 4096)
        QVERIFY(file.seek(at) && file.write(QByteArray(4096, 'x')) == 4096);
    file.close();
    const auto reader = TableReader::open(path, u"statuses"_s, {});
    QVERIFY(reader);
    const auto rows = (*reader)->read(1'000'000);
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Corrupt);
}

void TableReaderTest::writesNothing()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"wal-closed"_s, folder.path());
    QVERIFY(runSql(path, "CREATE VIEW v AS SELECT * FROM t"));
    const QStringList before = stateOf(folder.path());
    {
        const auto reader = TableReader::open(path, u"v"_s, {});
        QVERIFY(reader && (*reader)->read(10));
        QCOMPARE(stateOf(folder.path()), before);
    }
    QCOMPARE(stateOf(folder.path()), before);
}

QTEST_GUILESS_MAIN(TableReaderTest)
#include "tst_tablereader.moc"
