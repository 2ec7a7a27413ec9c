// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/databaseusers.h"
#include "support/databaseshapes.h"
#include "support/unprivileged.h"
#include "support/writer/writerprocess.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class DatabaseUsersTest final : public QObject
{
    Q_OBJECT

private slots:
    void nobodyIsFoundAndNothingTouched();
    void aProgramThatHasItOpenIsNamed_data();
    void aProgramThatHasItOpenIsNamed();
    void theLockOfAnotherUserIsFound();
    void aMissingFileIsAnError();
    void namesForPeople();
};

void DatabaseUsersTest::nobodyIsFoundAndNothingTouched()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"wal-after-crash"_s, folder.path());
    const QStringList before = stateOf(folder.path());
    const auto users = findDatabaseUsers(path);
    QVERIFY(users);
    QVERIFY(users->isEmpty());
    QCOMPARE(stateOf(folder.path()), before);
}

void DatabaseUsersTest::aProgramThatHasItOpenIsNamed_data()
{
    QTest::addColumn<QString>("journalMode");
    QTest::newRow("wal") << u"wal"_s;
    QTest::newRow("rollback") << u"delete"_s;
}

void DatabaseUsersTest::aProgramThatHasItOpenIsNamed()
{
    QFETCH(QString, journalMode);
    const QTemporaryDir folder;
    const QString path = makeShape(u"symlink"_s, folder.path());
    WriterProcess writer;
    QVERIFY(writer.start(path, journalMode, {u"--idle"_s}));
    const auto users = findDatabaseUsers(path);
    QVERIFY(users);
    QCOMPARE(users->size(), 1);
    QCOMPARE(users->first().pid, writer.pid());
    QCOMPARE(users->first().program, u"lifeboat-test-w"_s); // the kernel keeps 15 characters
    writer.stop();
    QVERIFY(findDatabaseUsers(path)->isEmpty());
}

/// Whose open files we may not look into (when root runs this; else it is found as above).
void DatabaseUsersTest::theLockOfAnotherUserIsFound()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"page-size-4096"_s, folder.path());
    WriterProcess writer;
    QVERIFY(writer.start(path, u"wal"_s, {u"--idle"_s}));
    QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7755)));
    const Unprivileged unprivileged;
    const auto users = findDatabaseUsers(path);
    QVERIFY(users);
    QCOMPARE(users->size(), 1);
    QCOMPARE(users->first().pid, writer.pid());
}

void DatabaseUsersTest::aMissingFileIsAnError()
{
    const auto users = findDatabaseUsers(u"/nowhere/at/all.db"_s);
    QVERIFY(!users);
    QCOMPARE(users.error().code, ErrorCode::Io);
}

void DatabaseUsersTest::namesForPeople()
{
    const QList<DatabaseUser> users{{812, u"rustresort"_s}, {40, {}}, {0, {}}};
    QCOMPARE(sqlite::namesOf(users),
             u"rustresort (process 812), process 40, a program that cannot be named"_s);
    const QList<DatabaseUser> many(8, {5, u"x"_s});
    QVERIFY(sqlite::namesOf(many).endsWith(u"3 more"_s));
}

QTEST_GUILESS_MAIN(DatabaseUsersTest)
#include "tst_databaseusers.moc"
