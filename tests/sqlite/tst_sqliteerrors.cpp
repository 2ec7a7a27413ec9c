// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/connection.h"
#include "sqlite/errors.h"
#include "support/databaseshapes.h"

#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

using namespace lifeboat;
using namespace lifeboat::sqlite;
using namespace Qt::StringLiterals;

class SqliteErrorsTest final : public QObject
{
    Q_OBJECT

private slots:
    void meaningOfCodes_data();
    void meaningOfCodes();
    void aStopInterruptsAQuery();
    void waitingForALockEnds();
};

void SqliteErrorsTest::meaningOfCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("systemError");
    QTest::addColumn<ErrorCode>("expected");
    QTest::newRow("busy") << SQLITE_BUSY_SNAPSHOT << 0 << ErrorCode::Busy;
    QTest::newRow("locked") << SQLITE_LOCKED_SHAREDCACHE << 0 << ErrorCode::Busy;
    QTest::newRow("not-a-database") << SQLITE_NOTADB << 0 << ErrorCode::NotADatabase;
    QTest::newRow("corrupt") << SQLITE_CORRUPT_INDEX << 0 << ErrorCode::Corrupt;
    QTest::newRow("full") << SQLITE_FULL << 0 << ErrorCode::NoSpace;
    QTest::newRow("interrupted") << SQLITE_INTERRUPT << 0 << ErrorCode::Cancelled;
    QTest::newRow("read-only") << SQLITE_READONLY_DIRECTORY << 0 << ErrorCode::PermissionDenied;
    QTest::newRow("open-missing") << SQLITE_CANTOPEN << ENOENT << ErrorCode::NotFound;
    QTest::newRow("open-denied") << SQLITE_CANTOPEN << EACCES << ErrorCode::PermissionDenied;
    QTest::newRow("write-no-space") << SQLITE_IOERR_WRITE << ENOSPC << ErrorCode::NoSpace;
    QTest::newRow("write-quota") << SQLITE_IOERR_FSYNC << EDQUOT << ErrorCode::NoSpace;
    QTest::newRow("read-broken-disk") << SQLITE_IOERR_READ << EIO << ErrorCode::Io;
    QTest::newRow("anything-else") << SQLITE_ERROR << 0 << ErrorCode::Io;
}

void SqliteErrorsTest::meaningOfCodes()
{
    QFETCH(int, code);
    QFETCH(int, systemError);
    QFETCH(ErrorCode, expected);
    const QString path = u"/nowhere/my \"best\".db"_s;
    const Error error = sqliteError({code, systemError, u"said SQLite"_s}, path, u"sqlite.test"_s);
    QCOMPARE(errorCodeName(error.code), errorCodeName(expected));
    QCOMPARE(error.operation, u"sqlite.test"_s);
    QCOMPARE(error.retryable, expected == ErrorCode::Busy);
    QVERIFY(expected == ErrorCode::Cancelled || error.message.contains("\"/nowhere/my \\\"best\\\".db\""_L1));
    QVERIFY(expected == ErrorCode::Cancelled || expected == ErrorCode::Io || !error.hint.isEmpty());
}

/// Without the progress handler this query would not end.
void SqliteErrorsTest::aStopInterruptsAQuery()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "CREATE TABLE t (a)"));
    auto connection = Connection::open(path, Access::ReadOnly, u"sqlite.test"_s);
    QVERIFY(connection);
    const CancelToken cancel;
    connection->stopWhen(cancel);
    cancel.request();
    const auto endless = connection->number(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
    QVERIFY(!endless);
    QCOMPARE(endless.error().code, ErrorCode::Cancelled);
}

void SqliteErrorsTest::waitingForALockEnds()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.db"_s);
    QVERIFY(runSql(path, "CREATE TABLE t (a)"));
    auto holder = Connection::open(path, Access::ReadWrite, u"sqlite.test"_s);
    QVERIFY(holder && holder->execute("BEGIN EXCLUSIVE"));
    const auto reader = Connection::open(path, Access::ReadOnly, u"sqlite.test"_s);
    QVERIFY(reader);
    const auto locked = reader->lockShared(Patience(std::chrono::milliseconds(20), {}));
    QVERIFY(!locked);
    QCOMPARE(locked.error().code, ErrorCode::Busy);
    QVERIFY(holder->execute("ROLLBACK"));
    QVERIFY(reader->lockShared(Patience(std::chrono::milliseconds(20), {})));
}

QTEST_GUILESS_MAIN(SqliteErrorsTest)
#include "tst_sqliteerrors.moc"
