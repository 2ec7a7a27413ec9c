// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/inspect.h"
#include "sqlite/snapshot.h"
#include "sqlite/swap.h"
#include "support/databaseshapes.h"
#include "support/unprivileged.h"
#include "support/writer/writerprocess.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class SnapshotTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyShapeIsCopiedAndLeftAlone_data();
    void everyShapeIsCopiedAndLeftAlone();
    void anOrdinaryUserCopiesFromAReadOnlyFolder_data();
    void anOrdinaryUserCopiesFromAReadOnlyFolder();
    void writersGoOnAndCopiesAreConsistent_data();
    void writersGoOnAndCopiesAreConsistent();
    void copyIsOfTheMomentItBegan();
    void aSourceThatWakesWhileCopiedAtRest();
    void progressReachesTheEnd();
    void lookingAtTheSourceKeepsItsLock();
    void cancelLeavesNothing();
    void cancelEndsTheWaitForALock();
    void walMayNotGrowWithoutLimit();
    void lockedSourceIsBusy();
    void errors_data();
    void errors();
    void unreadableSource();
    void existingDestinationIsNotTouched();

private:
    [[nodiscard]] bool nothingLeft() const
    {
        return QDir(m_copies->path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_sources;
    std::unique_ptr<QTemporaryDir> m_copies;
    QString m_copy;
};

void SnapshotTest::init()
{
    m_sources = std::make_unique<QTemporaryDir>();
    m_copies = std::make_unique<QTemporaryDir>();
    m_copy = m_copies->filePath(u"copy.db"_s);
}

void SnapshotTest::cleanup()
{
    QFile::setPermissions(m_sources->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

void SnapshotTest::everyShapeIsCopiedAndLeftAlone_data()
{
    QTest::addColumn<QString>("shape");
    for (const QString &shape : databaseShapes())
        QTest::newRow(qPrintable(shape)) << shape;
}

void SnapshotTest::everyShapeIsCopiedAndLeftAlone()
{
    QFETCH(QString, shape);
    const QString source = makeShape(shape, m_sources->path());
    QVERIFY(!source.isEmpty());
    const QStringList before = stateOf(m_sources->path());
    const auto info = takeSnapshot(source, m_copy, {});
    QVERIFY2(info, info ? "" : qPrintable(describe(info.error())));

    QCOMPARE(stateOf(m_sources->path()), before);
    QCOMPARE(QDir(m_copies->path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"copy.db"_s});
    QCOMPARE(QFile::permissions(m_copy) & QFile::Permissions(0x0077), QFile::Permissions());
    QCOMPARE(dumpOf(m_copy), dumpOf(source));
    QVERIFY(!dumpOf(m_copy).isEmpty());
    QCOMPARE(pagesOf(m_copy), pagesOf(source));

    QCOMPARE(info->size, QFileInfo(m_copy).size());
    QCOMPARE(info->size, info->pageCount * info->pageSize);
    const auto found = inspectDatabase(m_copy, OpenAs::Private);
    QVERIFY(found);
    QCOMPARE(info->userVersion, found->userVersion);
    QCOMPARE(info->applicationId, found->applicationId);
    QCOMPARE(info->walMode, found->walMode);
    QVERIFY(checkIntegrity(m_copy, OpenAs::Private, {}));
}

void SnapshotTest::anOrdinaryUserCopiesFromAReadOnlyFolder_data()
{
    QTest::addColumn<QString>("shape");
    for (const char *shape :
         {"read-only-folder", "wal-after-crash", "wal-without-shm", "hot-journal", "rustresort"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void SnapshotTest::anOrdinaryUserCopiesFromAReadOnlyFolder()
{
    QFETCH(QString, shape);
    const QString source = makeShape(shape, m_sources->path());
    for (const QString &name : QDir(m_sources->path()).entryList(QDir::Files))
        QVERIFY(QFile::setPermissions(m_sources->filePath(name), QFile::Permissions(0x4444)));
    QVERIFY(QFile::setPermissions(m_sources->path(), QFile::Permissions(0x5555)));
    QVERIFY(QFile::setPermissions(m_copies->path(), QFile::Permissions(0x7777)));
    const QStringList before = stateOf(m_sources->path());
    {
        const Unprivileged unprivileged;
        const auto info = takeSnapshot(source, m_copy, {});
        QVERIFY2(info, info ? "" : qPrintable(describe(info.error())));
    }
    QCOMPARE(stateOf(m_sources->path()), before);
    QCOMPARE(dumpOf(m_copy), dumpOf(source));
}

void SnapshotTest::writersGoOnAndCopiesAreConsistent_data()
{
    QTest::addColumn<QString>("journalMode");
    for (const char *mode : {"wal", "delete", "truncate", "persist"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void SnapshotTest::writersGoOnAndCopiesAreConsistent()
{
    QFETCH(QString, journalMode);
    const QString source = m_sources->filePath(u"rustresort.db"_s);
    QVERIFY(makeRustResort(source, 8000));
    WriterProcess writer;
    QVERIFY(writer.start(source, journalMode));
    QByteArray previous;
    for (int round = 0; round < 4; ++round) {
        const auto info = takeSnapshot(source, m_copy, {});
        QVERIFY2(info, info ? "" : qPrintable(describe(info.error())));
        QCOMPARE(info->walMode, journalMode == "wal"_L1);
        const auto sound = checkIntegrity(m_copy, OpenAs::Private, {});
        QVERIFY2(sound, sound ? "" : qPrintable(describe(sound.error())));
        const QByteArray sum = writerSum(m_copy, u"left"_s);
        QCOMPARE(writerSum(m_copy, u"right"_s), sum);
        QVERIFY(sum != previous); // it does commit
        previous = sum;
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(m_copy + QLatin1StringView(suffix));
    }
    QVERIFY(writer.stop().value("commits"_L1).toInt() > 0);
}

/// Commits that arrive between the pieces neither fail, nor start the copy again, nor get into it.
void SnapshotTest::copyIsOfTheMomentItBegan()
{
    const QString source = m_sources->filePath(u"a.db"_s);
    QVERIFY(makeRustResort(source, 8000) && runSql(source, "PRAGMA journal_mode=WAL"));
    WriterProcess keepsWal;
    QVERIFY(keepsWal.start(source, u"wal"_s, {u"--idle"_s}));
    const QByteArray before = dumpOf(source);
    int pieces = 0;
    SnapshotOptions options;
    options.progress = [&](qint64, qint64) {
        ++pieces;
        QVERIFY(
            runSql(source, "INSERT INTO settings VALUES ('during' || hex(randomblob(8)), zeroblob(9000))"));
    };
    QVERIFY(takeSnapshot(source, m_copy, options));
    QVERIFY2(pieces >= 2 && pieces < 10, qPrintable(QString::number(pieces)));
    QCOMPARE(dumpOf(m_copy), before);
    QVERIFY(dumpOf(source) != before);
}

/// Nobody has it open, so its files are copied; then a program writes into what was copied already.
void SnapshotTest::aSourceThatWakesWhileCopiedAtRest()
{
    const QString source = m_sources->filePath(u"a.db"_s);
    QVERIFY(makeRustResort(source, 8000) && runSql(source, "PRAGMA journal_mode=WAL"));
    bool woken = false;
    SnapshotOptions options;
    options.progress = [&](qint64 done, qint64 total) {
        if (woken || done == total)
            return;
        woken = true;
        QVERIFY(runSql(source, "UPDATE account SET note = 'changed'; UPDATE statuses SET account = '2';"
                               "PRAGMA wal_checkpoint(TRUNCATE)"));
    };
    QVERIFY(takeSnapshot(source, m_copy, options));
    QVERIFY(woken);
    QVERIFY(checkIntegrity(m_copy, OpenAs::Private, {}));
    QCOMPARE(dumpOf(m_copy), dumpOf(source));
}

void SnapshotTest::progressReachesTheEnd()
{
    for (const char *shape : {"rustresort", "wal-closed"}) {
        const QString source = makeShape(QString::fromLatin1(shape), m_sources->path());
        qint64 last = 0;
        qint64 total = 0;
        SnapshotOptions options;
        options.progress = [&](qint64 done, qint64 all) {
            QVERIFY(done >= last);
            last = done;
            total = all;
        };
        const auto info = takeSnapshot(source, m_copies->filePath(QString::fromLatin1(shape)), options);
        QVERIFY(info);
        QCOMPARE(last, info->size);
        QCOMPARE(total, info->size);
    }
}

/// POSIX drops all locks of a process on a file when any of its handles is closed.
void SnapshotTest::lookingAtTheSourceKeepsItsLock()
{
    const QString source = m_sources->filePath(u"a.db"_s);
    QVERIFY(makeRustResort(source, 8000));
    int refused = 0;
    SnapshotOptions options;
    options.progress = [&](qint64 done, qint64 total) {
        if (done == total)
            return;
        QVERIFY(inspectDatabase(source, OpenAs::Live));
        QVERIFY(findDatabaseUsers(source));
        QVERIFY(takeSnapshot(source, m_copies->filePath(u"second.db"_s), {}));
        QVERIFY(QFile::remove(m_copies->filePath(u"second.db"_s)));
        QProcess other;
        other.start(u"sqlite3"_s, {u"-batch"_s, source, u"BEGIN EXCLUSIVE"_s});
        QVERIFY(other.waitForFinished());
        refused += other.exitCode() != 0 ? 1 : 0;
    };
    QVERIFY(takeSnapshot(source, m_copy, options));
    QVERIFY(refused > 0);
}

void SnapshotTest::cancelLeavesNothing()
{
    for (const char *mode : {"delete", "wal"}) { // by SQLite, and as files at rest
        const QString source = m_sources->filePath(QString::fromLatin1(mode));
        QVERIFY(makeRustResort(source, 8000) && runSql(source, "PRAGMA journal_mode="_ba + mode));
        SnapshotOptions options;
        options.progress = [&](qint64 done, qint64 total) {
            QVERIFY(done < total);
            options.cancel.request();
        };
        const auto info = takeSnapshot(source, m_copy, options);
        QVERIFY(!info);
        QCOMPARE(info.error().code, ErrorCode::Cancelled);
        QVERIFY(nothingLeft());
    }
}

void SnapshotTest::cancelEndsTheWaitForALock()
{
    const QString source = makeShape(u"page-size-4096"_s, m_sources->path());
    WriterProcess writer;
    QVERIFY(writer.start(source, u"delete"_s, {u"--lock"_s}));
    SnapshotOptions options;
    options.busyTimeout = 10min;
    std::thread canceller([&] {
        while (!QFile::exists(m_copy)) // then it has begun
            std::this_thread::yield();
        options.cancel.request();
    });
    const auto info = takeSnapshot(source, m_copy, options);
    canceller.join();
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::Cancelled);
    QVERIFY(nothingLeft());
}

void SnapshotTest::walMayNotGrowWithoutLimit()
{
    const QString source = m_sources->filePath(u"a.db"_s);
    QVERIFY(makeRustResort(source, 8000) && runSql(source, "PRAGMA journal_mode=WAL"));
    WriterProcess keepsWal;
    QVERIFY(keepsWal.start(source, u"wal"_s, {u"--idle"_s}));
    SnapshotOptions options;
    options.walGrowthLimit = 100'000;
    options.progress = [&](qint64, qint64) {
        QVERIFY(runSql(source, "INSERT INTO settings VALUES (hex(randomblob(8)), zeroblob(200000))"));
    };
    const auto limited = takeSnapshot(source, m_copy, options);
    QVERIFY(!limited);
    QCOMPARE(limited.error().code, ErrorCode::Busy);
    QVERIFY2(limited.error().message.contains("-wal"_L1), qPrintable(limited.error().message));
    QVERIFY(nothingLeft());
    options.walGrowthLimit = 0;
    QVERIFY(takeSnapshot(source, m_copy, options));
}

void SnapshotTest::lockedSourceIsBusy()
{
    const QString source = makeShape(u"page-size-4096"_s, m_sources->path());
    WriterProcess writer;
    QVERIFY(writer.start(source, u"delete"_s, {u"--lock"_s}));
    SnapshotOptions options;
    options.busyTimeout = 50ms;
    const auto info = takeSnapshot(source, m_copy, options);
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::Busy);
    QVERIFY(info.error().retryable);
    QVERIFY2(info.error().message.contains(QString::number(writer.pid())), qPrintable(info.error().message));
    QVERIFY(nothingLeft());
    writer.stop();
    QVERIFY(takeSnapshot(source, m_copy, options));
}

void SnapshotTest::errors_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("words");
    QByteArray noise(8192, '\0');
    QRandomGenerator random(42);
    for (char &byte : noise)
        byte = static_cast<char>(random.bounded(256));
    QTemporaryDir folder;
    QFile sound(makeShape(u"page-size-4096"_s, folder.path()));
    QVERIFY(sound.open(QIODevice::ReadOnly));
    const QByteArray database = sound.readAll();
    QByteArray oddPageSize = database;
    oddPageSize[17] = 3;

    QTest::newRow("empty") << ""_ba << ErrorCode::NotADatabase << u"is empty"_s;
    QTest::newRow("text") << "Dear diary,\n"_ba.repeated(512) << ErrorCode::NotADatabase
                          << u"not an SQLite"_s;
    QTest::newRow("nothing-but-the-magic")
        << QByteArray(sqliteMagic, sizeof sqliteMagic) << ErrorCode::Corrupt << u"header"_s;
    QTest::newRow("zeros") << QByteArray(4096, '\0') << ErrorCode::NotADatabase << u"not an SQLite"_s;
    QTest::newRow("encrypted") << noise << ErrorCode::SourceEncrypted << u"looks encrypted"_s;
    QTest::newRow("encrypted-smallest")
        << noise.first(512) << ErrorCode::SourceEncrypted << u"looks encrypted"_s;
    QTest::newRow("noise-not-in-pages") << noise.first(8000) << ErrorCode::NotADatabase << u"not an SQLite"_s;
    QTest::newRow("cut-off") << database.first(database.size() / 2) << ErrorCode::Corrupt << u"damaged"_s;
    QTest::newRow("odd-page-size") << oddPageSize << ErrorCode::Corrupt << u"header"_s;
}

void SnapshotTest::errors()
{
    QFETCH(QByteArray, content);
    QFETCH(ErrorCode, code);
    QFETCH(QString, words);
    const QString source = m_sources->filePath(u"source.db"_s);
    QFile file(source);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const QStringList before = stateOf(m_sources->path());
    const auto info = takeSnapshot(source, m_copy, {});
    QVERIFY(!info);
    QCOMPARE(errorCodeName(info.error().code), errorCodeName(code));
    QVERIFY2(info.error().message.contains(words), qPrintable(info.error().message));
    QVERIFY(!info.error().hint.isEmpty());
    QVERIFY(nothingLeft());
    QCOMPARE(stateOf(m_sources->path()), before);

    const auto missing = takeSnapshot(m_sources->filePath(u"missing.db"_s), m_copy, {});
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    const auto aFolder = takeSnapshot(m_sources->path(), m_copy, {});
    QCOMPARE(aFolder.error().code, ErrorCode::NotADatabase);
    QVERIFY(nothingLeft());
}

void SnapshotTest::unreadableSource()
{
    const QString source = makeShape(u"page-size-4096"_s, m_sources->path());
    QVERIFY(QFile::setPermissions(m_sources->path(), QFile::Permissions(0x7755)));
    QVERIFY(QFile::setPermissions(m_copies->path(), QFile::Permissions(0x7777)));
    QVERIFY(QFile::setPermissions(source, QFile::Permissions()));
    const Unprivileged unprivileged;
    const auto info = takeSnapshot(source, m_copy, {});
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::PermissionDenied);
    QVERIFY(info.error().message.contains(source));
    QVERIFY(nothingLeft());
}

void SnapshotTest::existingDestinationIsNotTouched()
{
    const QString source = makeShape(u"page-size-4096"_s, m_sources->path());
    QVERIFY(takeSnapshot(source, m_copy, {}));
    const QStringList before = stateOf(m_copies->path());
    const auto again = takeSnapshot(source, m_copy, {});
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(stateOf(m_copies->path()), before);
}

QTEST_GUILESS_MAIN(SnapshotTest)
#include "tst_snapshot.moc"
