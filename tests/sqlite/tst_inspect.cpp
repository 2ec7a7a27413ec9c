// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/inspect.h"
#include "support/databaseshapes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class InspectTest final : public QObject
{
    Q_OBJECT

private slots:
    void magicIsRecognized();
    void everyShapeIsReadAndLeftAlone_data();
    void everyShapeIsReadAndLeftAlone();
    void hotJournalIsNotUndone();
    void tablesAreThoseOfTheUser();
    void versionsAreReported();
    void liveSeesTheWalAndPrivateDoesNot();
    void damageIsFound_data();
    void damageIsFound();
    void foreignKeyViolationsAreCounted();
    void foreignKeyViolationsAreCountedUpToALimit();
    void cancelledBeforeItBegins();
    void notADatabase();
};

void InspectTest::magicIsRecognized()
{
    const QByteArray magic("SQLite format 3\0", 16);
    QVERIFY(looksLikeSqlite(magic + "and more"));
    QVERIFY(looksLikeSqlite(magic));
    QVERIFY(!looksLikeSqlite(magic.first(15)));
    QVERIFY(!looksLikeSqlite("SQLite format 3 "));
    QVERIFY(!looksLikeSqlite(""));
}

void InspectTest::everyShapeIsReadAndLeftAlone_data()
{
    QTest::addColumn<QString>("shape");
    for (const QString &shape : databaseShapes()) {
        if (shape != "hot-journal"_L1) // see below
            QTest::newRow(qPrintable(shape)) << shape;
    }
}

void InspectTest::everyShapeIsReadAndLeftAlone()
{
    QFETCH(QString, shape);
    const QTemporaryDir folder;
    const QString path = makeShape(shape, folder.path());
    QVERIFY(!path.isEmpty());
    // This one cannot be read without a -shm, which belongs to the database.
    const bool needsIndex = shape == "wal-without-shm"_L1;
    const QStringList before = stateOf(folder.path());
    const auto info = inspectDatabase(path, OpenAs::Live);
    QVERIFY2(info, info ? "" : qPrintable(describe(info.error())));
    const auto report = checkIntegrity(path, OpenAs::Live, {});
    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
    QVERIFY(quickCheck(path, OpenAs::Live, {}));
    if (!needsIndex)
        QCOMPARE(stateOf(folder.path()), before);
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);

    QCOMPARE(QByteArray::number(info->pageCount), askShell(path, u"PRAGMA page_count"_s));
    QCOMPARE(QByteArray::number(info->pageSize), askShell(path, u"PRAGMA page_size"_s));
    QCOMPARE(QByteArray::number(info->userVersion), askShell(path, u"PRAGMA user_version"_s));
}

void InspectTest::hotJournalIsNotUndone()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"hot-journal"_s, folder.path());
    const QStringList before = stateOf(folder.path());
    const auto info = inspectDatabase(path, OpenAs::Live);
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::Refused);
    QVERIFY(!info.error().hint.isEmpty());
    QCOMPARE(stateOf(folder.path()), before);
}

void InspectTest::tablesAreThoseOfTheUser()
{
    const QTemporaryDir folder;
    const auto server = inspectDatabase(makeShape(u"rustresort"_s, folder.path()), OpenAs::Live);
    QVERIFY(server);
    QCOMPARE(server->tables, (QStringList{u"account"_s, u"bookmarks"_s, u"domain_blocks"_s, u"favourites"_s,
                                          u"followers"_s, u"follows"_s, u"media_attachments"_s,
                                          u"notifications"_s, u"reposts"_s, u"settings"_s, u"statuses"_s}));
    QVERIFY(!server->walMode);
    const auto search = inspectDatabase(makeShape(u"fts5"_s, folder.path()), OpenAs::Live);
    QVERIFY(search);
    QCOMPARE(search->tables, QStringList{u"posts"_s}); // not the tables FTS5 keeps for itself
}

void InspectTest::versionsAreReported()
{
    const QTemporaryDir folder;
    const auto info = inspectDatabase(makeShape(u"versions"_s, folder.path()), OpenAs::Private);
    QVERIFY(info);
    QCOMPARE(info->userVersion, -42);
    QCOMPARE(info->applicationId, 0x4c694265u);
}

void InspectTest::liveSeesTheWalAndPrivateDoesNot()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"wal-after-crash"_s, folder.path());
    const auto live = inspectDatabase(path, OpenAs::Live);
    const auto alone = inspectDatabase(path, OpenAs::Private);
    QVERIFY(live && alone);
    QCOMPARE(live->tables, (QStringList{u"later"_s, u"t"_s}));
    QCOMPARE(alone->tables, QStringList{u"t"_s});
    QVERIFY(live->walMode && alone->walMode);
}

void InspectTest::damageIsFound_data()
{
    QTest::addColumn<bool>("quick");
    QTest::newRow("integrity_check") << false;
    QTest::newRow("quick_check") << true;
}

void InspectTest::damageIsFound()
{
    QFETCH(bool, quick);
    const QTemporaryDir folder;
    const QString path = makeShape(u"page-size-1024"_s, folder.path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(20 * 1024));
    file.write(QByteArray(1024, '\x5a'));
    file.close();
    QVERIFY(inspectDatabase(path, OpenAs::Private));
    const auto full = checkIntegrity(path, OpenAs::Private, {});
    const auto brief = quickCheck(path, OpenAs::Private, {});
    const bool found = quick ? !brief : !full;
    QVERIFY(found);
    const Error error = quick ? brief.error() : full.error();
    QCOMPARE(error.code, ErrorCode::Corrupt);
    QVERIFY2(error.message.contains("age 21"_L1), qPrintable(error.message));
}

void InspectTest::foreignKeyViolationsAreCounted()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"rustresort"_s, folder.path());
    QCOMPARE(checkIntegrity(path, OpenAs::Live, {})->foreignKeyViolations, 0);
    QVERIFY(runSql(path, "INSERT INTO bookmarks VALUES ('x', 'gone'), ('y', 'gone'), ('z', 'gone')"));
    const auto report = checkIntegrity(path, OpenAs::Live, {});
    QVERIFY(report);
    QCOMPARE(report->foreignKeyViolations, 3);
}

void InspectTest::foreignKeyViolationsAreCountedUpToALimit()
{
    const QTemporaryDir folder;
    const QString path = makeShape(u"rustresort"_s, folder.path());
    QVERIFY(runSql(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)"
                         "INSERT INTO bookmarks SELECT 'x' || i, 'gone' FROM n"));
    QCOMPARE(checkIntegrity(path, OpenAs::Live, {})->foreignKeyViolations, 1000);
}

void InspectTest::cancelledBeforeItBegins()
{
    const QTemporaryDir folder;
    const CancelToken cancel;
    cancel.request();
    const auto report = checkIntegrity(makeShape(u"page-size-4096"_s, folder.path()), OpenAs::Live, cancel);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
}

void InspectTest::notADatabase()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"notes.txt"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("just text\n").repeated(200));
    file.close();
    for (const OpenAs how : {OpenAs::Live, OpenAs::Private})
        QCOMPARE(inspectDatabase(path, how).error().code, ErrorCode::NotADatabase);
}

QTEST_GUILESS_MAIN(InspectTest)
#include "tst_inspect.moc"
