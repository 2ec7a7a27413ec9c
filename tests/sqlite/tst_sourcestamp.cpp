// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/sourcestamp.h"

#include "support/databaseshapes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// As if a clock that stands still had been looking on.
bool setTimes(const QString &path)
{
    const struct timespec times[] = {{1'000'000, 0}, {1'000'000, 0}};
    return ::utimensat(AT_FDCWD, QFile::encodeName(path).constData(), times, 0) == 0;
}

} // namespace

class SourceStampTest final : public QObject
{
    Q_OBJECT

private slots:
    void changesWithEveryWrite_data();
    void changesWithEveryWrite();
    void seesAWriteThatLeavesSizeAndTimeAsTheyWere();
    void aReplacedFileIsAnotherOne();
    void leavesNoTrace_data();
    void leavesNoTrace();
    void whatIsNoDatabaseHasNone();
    void isSettledOnceTimesMustDiffer_data();
    void isSettledOnceTimesMustDiffer();
};

void SourceStampTest::changesWithEveryWrite_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("rollback") << QByteArray("DELETE");
    QTest::newRow("kept journal") << QByteArray("PERSIST");
    QTest::newRow("write-ahead log") << QByteArray("WAL");
}

void SourceStampTest::changesWithEveryWrite()
{
    QFETCH(QByteArray, mode);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "PRAGMA journal_mode = " + mode + "; CREATE TABLE a (x); INSERT INTO a VALUES (1)"));
    const auto first = sourceStampOf(path);
    QVERIFY2(first, first ? "" : qPrintable(first.error().message));
    QCOMPARE(*sourceStampOf(path), *first);
    QCOMPARE(askShell(path, u"SELECT count(*) FROM a"_s).trimmed(), "1");
    QCOMPARE(*sourceStampOf(path), *first);
    QVERIFY(runSql(path, "PRAGMA journal_mode = " + mode + "; UPDATE a SET x = 2"));
    const auto second = sourceStampOf(path);
    QVERIFY(second);
    QVERIFY(*second != *first);
}

void SourceStampTest::seesAWriteThatLeavesSizeAndTimeAsTheyWere()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "CREATE TABLE a (x); INSERT INTO a VALUES (1)"));
    QVERIFY(setTimes(path));
    const auto first = sourceStampOf(path);
    QVERIFY(runSql(path, "UPDATE a SET x = 2") && setTimes(path));
    const auto second = sourceStampOf(path);
    QCOMPARE(second->database, first->database);
    QVERIFY(*second != *first);
}

void SourceStampTest::aReplacedFileIsAnotherOne()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "CREATE TABLE a (x)") && setTimes(path));
    const auto first = sourceStampOf(path);
    QVERIFY(QFile::copy(path, path + u".new"_s) && setTimes(path + u".new"_s));
    QVERIFY(::rename(QFile::encodeName(path + u".new"_s).constData(), QFile::encodeName(path).constData())
            == 0);
    QVERIFY(*sourceStampOf(path) != *first);
}

void SourceStampTest::leavesNoTrace_data()
{
    QTest::addColumn<QString>("shape");
    for (const QString &shape : databaseShapes())
        QTest::newRow(qPrintable(shape)) << shape;
}

void SourceStampTest::leavesNoTrace()
{
    QFETCH(QString, shape);
    const QTemporaryDir folder;
    const QString path = makeShape(shape, folder.path());
    QVERIFY(!path.isEmpty());
    const QStringList before = stateOf(folder.path());
    (void)sourceStampOf(path); // a shape that needs writing to be read is an error, and not touched
    QCOMPARE(stateOf(folder.path()), before);
}

void SourceStampTest::whatIsNoDatabaseHasNone()
{
    const QTemporaryDir folder;
    QCOMPARE(sourceStampOf(folder.filePath(u"none.db"_s)).error().code, ErrorCode::NotFound);
    QFile text(folder.filePath(u"text.db"_s));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write(QByteArray(4096, 'x')) == 4096);
    text.close();
    QCOMPARE(sourceStampOf(text.fileName()).error().code, ErrorCode::NotADatabase);
}

void SourceStampTest::isSettledOnceTimesMustDiffer_data()
{
    QTest::addColumn<qint64>("wal");
    QTest::addColumn<qint64>("taken");
    QTest::addColumn<bool>("settled");
    QTest::newRow("just written") << qint64(0) << qint64(100'000) << false;
    QTest::newRow("two seconds ago") << qint64(0) << qint64(102'000) << false;
    QTest::newRow("longer ago") << qint64(0) << qint64(102'001) << true;
    QTest::newRow("the log just now") << qint64(102'000) << qint64(102'001) << false;
    QTest::newRow("written in the future") << qint64(900'000) << qint64(102'001) << false;
}

void SourceStampTest::isSettledOnceTimesMustDiffer()
{
    QFETCH(qint64, wal);
    QFETCH(qint64, taken);
    QFETCH(bool, settled);
    SourceStamp stamp;
    stamp.database.written = 100s;
    stamp.wal.written = std::chrono::milliseconds(wal);
    QCOMPARE(isSettled(stamp, std::chrono::milliseconds(taken)), settled);
}

QTEST_GUILESS_MAIN(SourceStampTest)
#include "tst_sourcestamp.moc"
