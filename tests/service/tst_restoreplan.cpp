// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/restoreplan.h"

#include "support/databaseshapes.h"
#include "support/fakeclock.h"
#include "support/writer/writerprocess.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

struct Setup
{
    Setup()
    {
        loaded.profile.databasePath = folder.filePath(u"blog.db"_s);
        loaded.secrets.encryptionKey = SecretBytes(QByteArray(32, 'k'));
        loaded.secrets.encryptionKeyOrigin = u"a test"_s;
        backup.key = u"backups/blog_20260130_090500.db.enc"_s;
        backup.size = 4096 + 28;
        backup.sealed = true;
    }
    Result<RestorePlan> plan(const QString &target = {}, bool live = false) const
    {
        return planRestore(loaded, backup, target, live, clock.utcNow());
    }

    QTemporaryDir folder;
    LoadedProfile loaded;
    BackupEntry backup;
    FakeClock clock;
};

} // namespace

class RestorePlanTest final : public QObject
{
    Q_OBJECT

private slots:
    void aLostDatabase();
    void aPresentDatabase();
    void aFileThatIsNoDatabase();
    void namesThoseWhoHaveItOpen();
    void anotherFile();
    void aMissingKey();
    void needsNoKeyForAPlainBackup();
    void roomIsMeasured();
    void refusesWhatCannotBeATarget_data();
    void refusesWhatCannotBeATarget();
    void followsLinks();
};

void RestorePlanTest::aLostDatabase()
{
    const Setup setup;
    const auto plan = setup.plan();
    QVERIFY(plan);
    QVERIFY(!plan->targetExists);
    QCOMPARE(plan->target, setup.loaded.profile.databasePath);
    QVERIFY(plan->safetyCopy.isEmpty());
    QVERIFY(plan->users.isEmpty());
    QVERIFY(plan->hasKey());
    QCOMPARE(plan->keyOrigin, u"a test"_s);
}

void RestorePlanTest::aPresentDatabase()
{
    const Setup setup;
    const QString path = setup.loaded.profile.databasePath;
    QVERIFY(makeRustResort(path, 10));
    QFile wal(path + u"-wal"_s);
    QVERIFY(wal.open(QIODevice::WriteOnly) && wal.write(QByteArray(1000, 'w')) == 1000);
    wal.close();
    QVERIFY(wal.open(QIODevice::ReadWrite));
    const QDateTime later = QDateTime::currentDateTimeUtc().addDays(1);
    QVERIFY(wal.setFileTime(later, QFileDevice::FileModificationTime));
    wal.close();
    const auto plan = setup.plan();
    QVERIFY(plan);
    QVERIFY(plan->targetExists);
    QCOMPARE(plan->targetSize, QFileInfo(path).size() + 1000);
    QCOMPARE(plan->targetModified.secsTo(later), 0);
    QCOMPARE(plan->safetyCopy, path + u".before-restore-20260131_090500"_s);
    QVERIFY(plan->users.isEmpty());
}

void RestorePlanTest::aFileThatIsNoDatabase()
{
    const Setup setup;
    QFile file(setup.loaded.profile.databasePath);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!setup.plan()->targetIsForeign); // SQLite takes an empty file for a database
    QVERIFY(file.write("This is a letter.") > 0 && file.flush());
    QVERIFY(setup.plan()->targetIsForeign);
    file.close();
    QVERIFY(file.remove() && makeRustResort(file.fileName(), 10));
    QVERIFY(!setup.plan()->targetIsForeign);
}

void RestorePlanTest::namesThoseWhoHaveItOpen()
{
    const Setup setup;
    const QString path = setup.loaded.profile.databasePath;
    QVERIFY(makeRustResort(path, 10));
    WriterProcess writer;
    QVERIFY(writer.start(path, u"wal"_s, {u"--idle"_s}));
    const auto plan = setup.plan();
    QVERIFY(plan);
    QCOMPARE(plan->users.size(), 1);
    QCOMPARE(plan->users.constFirst().pid, writer.pid());
}

void RestorePlanTest::anotherFile()
{
    const Setup setup;
    QVERIFY(makeRustResort(setup.loaded.profile.databasePath, 10));
    const QString other = setup.folder.filePath(u"other.db"_s);
    const auto plan = setup.plan(other);
    QVERIFY(plan);
    QCOMPARE(plan->target, other);
    QVERIFY(!plan->targetExists);
}

void RestorePlanTest::aMissingKey()
{
    Setup setup;
    setup.loaded.secrets = {};
    setup.loaded.profile.encryption.enabled = true;
    const auto plan = setup.plan();
    QVERIFY(plan);
    QVERIFY(!plan->hasKey());
    QCOMPARE(plan->missingHint, missingKeyHint(setup.loaded.profile.encryption));
    setup.loaded.missingSecret =
        Error{ErrorCode::PermissionDenied, {}, u"The keychain is locked."_s, {}, false};
    QCOMPARE(setup.plan()->missingHint.trimmed(), u"The keychain is locked."_s);
}

void RestorePlanTest::needsNoKeyForAPlainBackup()
{
    Setup setup;
    setup.loaded.secrets = {};
    setup.backup.sealed = false;
    const auto plan = setup.plan();
    QVERIFY(plan && plan->hasKey() && !plan->keyNeeded);
}

void RestorePlanTest::roomIsMeasured()
{
    Setup setup;
    QVERIFY(makeRustResort(setup.loaded.profile.databasePath, 10));
    const auto plan = setup.plan();
    QVERIFY(plan && plan->hasRoom());
    QVERIFY(plan->roomNeeded > setup.backup.size);
    QVERIFY(plan->roomFolder.startsWith(setup.folder.path())); // a swap renames
    const auto live = setup.plan({}, true);
    QVERIFY(live);
    QCOMPARE(live->roomNeeded, plan->roomNeeded + plan->targetSize);
    setup.backup.size = qint64(1) << 60;
    QVERIFY(!setup.plan()->hasRoom());
}

void RestorePlanTest::refusesWhatCannotBeATarget_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::newRow("in a folder that is not there")
        << u"nowhere/blog.db"_s << static_cast<int>(ErrorCode::NotFound);
    QTest::newRow("a folder") << u"folder"_s << static_cast<int>(ErrorCode::NotADatabase);
}

void RestorePlanTest::refusesWhatCannotBeATarget()
{
    QFETCH(QString, name);
    QFETCH(int, code);
    const Setup setup;
    QVERIFY(QDir(setup.folder.path()).mkdir(u"folder"_s));
    const auto plan = setup.plan(setup.folder.filePath(name));
    QVERIFY(!plan);
    QCOMPARE(static_cast<int>(plan.error().code), code);
    QVERIFY(!plan.error().hint.isEmpty());
}

void RestorePlanTest::followsLinks()
{
    const Setup setup;
    const QString real = setup.folder.filePath(u"real.db"_s);
    QVERIFY(makeRustResort(real, 10) && QFile::link(real, setup.loaded.profile.databasePath));
    const auto plan = setup.plan();
    QVERIFY(plan);
    QCOMPARE(plan->target, QFileInfo(real).canonicalFilePath());
}

QTEST_GUILESS_MAIN(RestorePlanTest)
#include "tst_restoreplan.moc"
