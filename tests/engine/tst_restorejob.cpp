// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/downloadjob.h"
#include "engine/jobsetup.h"
#include "engine/restorejob.h"
#include "sqlite/fingerprint.h"

#include <QTest>

#include <sqlite3.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QByteArray fingerprint(const QString &path)
{
    return contentFingerprint(path, OpenAs::Live, {}).value_or(QByteArray("unreadable"));
}

void changeDatabase(const QString &path)
{
    const auto writer = SampleWriter::open(path);
    QVERIFY(writer && (*writer)->post());
}

/// A job with one backup in its store, and a database that has moved on since.
struct RestoreSetup : JobSetup
{
    RestoreSetup()
    {
        before = fingerprint(profile.databasePath);
        const auto report = backUp();
        const auto backups = listBackups(store, profile, {});
        if (report && backups)
            request.entry = backups->constFirst();
        changeDatabase(profile.databasePath);
        request.target = profile.databasePath;
        request.temporaryFolder = profile.temporaryFolder;
    }

    Result<RestoreReport> restore() { return runRestore({store, profile, key}, request, clock, {}); }
    MemoryStore::Object &object() { return store.objects.at(request.entry.key.toUtf8()); }

    QByteArray before;
    RestoreRequest request;
};

QByteArray sideKeyOf(RestoreSetup &job)
{
    return SideObjects(job.store, job.profile, job.key).keyOf(factsName(job.request.entry.key)).toUtf8();
}

/// A plain database, sound in itself, that nothing is known of.
void beListedAs(RestoreSetup &job, qint64 size)
{
    job.object().bytes = bytesOf(job.request.target);
    job.object().info.metadata.clear();
    job.store.objects.erase(sideKeyOf(job));
    job.request.entry.size = size;
}

/// With its metadata, as somebody could who may write to the store but has no key.
void putOlderUnderTheKey(RestoreSetup &job)
{
    const MemoryStore::Object older = job.object();
    job.clock.advance(std::chrono::hours(1));
    const auto newer = job.backUp();
    const auto backups = listBackups(job.store, job.profile, {});
    job.request.entry = backups->constFirst();
    QCOMPARE(job.request.entry.key, newer->key);
    job.object().bytes = older.bytes;
    job.object().info.metadata = older.info.metadata;
    job.request.entry.size = older.bytes.size();
}

} // namespace

class TestRestoreJob : public QObject
{
    Q_OBJECT

private slots:
    void putsTheOldContentBackAndKeepsTheNew()
    {
        RestoreSetup job;
        const QByteArray changed = fingerprint(job.request.target);
        QVERIFY(changed != job.before);
        const auto report = job.restore();
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(fingerprint(job.request.target), job.before);
        QVERIFY(report->checksumCompared);
        QVERIFY(report->safetyCopy.startsWith(job.request.target + u".before-restore-"_s));
        QCOMPARE(fingerprint(report->safetyCopy + u"/rustresort.db"_s), changed);
        QCOMPARE(namesIn(job.folder.path()).filter(u"lifeboat"_s), QStringList());
    }

    void makesANewDatabaseWhereThereIsNone()
    {
        RestoreSetup job;
        job.request.target = job.folder.filePath(u"other.db"_s);
        const auto report = job.restore();
        QVERIFY(report);
        QVERIFY(report->safetyCopy.isEmpty());
        QCOMPARE(fingerprint(job.request.target), job.before);
    }

    void writesIntoAnOpenDatabase()
    {
        RestoreSetup job;
        job.request.live = true;
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(job.request.target.toUtf8().constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "SELECT count(*) FROM statuses", nullptr, nullptr, nullptr), SQLITE_OK);
        const auto report = job.restore();
        sqlite3_close(other);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(fingerprint(job.request.target), job.before);
        QVERIFY(!report->safetyCopy.isEmpty());
    }

    void touchesNothingWhenTheBackupIsBad_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<int>("code");
        QTest::newRow("a bit flipped") << u"flip"_s << static_cast<int>(ErrorCode::WrongKey);
        QTest::newRow("shorter than listed") << u"cut"_s << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("longer than listed") << u"grown"_s << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("something else, listed as small")
            << u"other"_s << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("an older backup under its key") << u"older"_s << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("recorded checksum differs") << u"checksum"_s << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("recorded content differs") << u"content"_s << static_cast<int>(ErrorCode::Corrupt);
        QTest::newRow("another key") << u"key"_s << static_cast<int>(ErrorCode::WrongKey);
        QTest::newRow("gone meanwhile") << u"gone"_s << static_cast<int>(ErrorCode::NotFound);
    }
    void touchesNothingWhenTheBackupIsBad()
    {
        QFETCH(QString, damage);
        QFETCH(int, code);
        RestoreSetup job;
        QByteArray &bytes = job.object().bytes;
        if (damage == u"flip")
            bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        else if (damage == u"cut")
            bytes.chop(100);
        else if (damage == u"grown")
            bytes.append(100, 'x');
        else if (damage == u"other")
            beListedAs(job, 1000);
        else if (damage == u"older")
            putOlderUnderTheKey(job);
        else if (damage == u"checksum")
            job.object().info.metadata[u"object-sha256"_s] = QString(64, u'0');
        else if (damage == u"content")
            job.object().info.metadata[u"sha256"_s] = QString(64, u'0');
        else if (damage == u"key")
            job.key = SecretBytes(QByteArray(32, 'w'));
        else
            job.store.objects.clear();
        const QByteArray file = bytesOf(job.request.target);
        const QStringList names = namesIn(job.folder.path());
        const auto report = job.restore();
        QVERIFY(!report);
        QCOMPARE(static_cast<int>(report.error().code), code);
        QCOMPARE(bytesOf(job.request.target), file);
        QCOMPARE(namesIn(job.folder.path()), names);
    }

    void needsNothingBesideTheBackup_data()
    {
        QTest::addColumn<bool>("refused");
        QTest::newRow("its facts are gone") << false;
        QTest::newRow("they cannot be had") << true;
    }
    void needsNothingBesideTheBackup()
    {
        QFETCH(bool, refused);
        RestoreSetup job;
        if (!refused)
            QCOMPARE(job.store.objects.erase(sideKeyOf(job)), std::size_t(1));
        else
            job.store.before = [](const QString &operation, const QString &key) -> Result<void> {
                return operation == u"get" && key.contains(u"/facts/")
                           ? fail(ErrorCode::Network, u"x"_s, u"gone"_s)
                           : Result<void>();
            };
        QVERIFY(job.restore());
        QCOMPARE(fingerprint(job.request.target), job.before);
    }

    void savesNoMoreThanWasListed()
    {
        RestoreSetup job;
        job.object().info.metadata.clear();
        job.object().bytes.append(1, 'x');
        const QString stored = job.folder.filePath(u"saved.db.enc"_s);
        QCOMPARE(saveObject(job.store, job.request.entry, stored, false, {}).error().code,
                 ErrorCode::Corrupt);
        QVERIFY(!QFile::exists(stored));
    }

    void refusesASoundEnvelopeAroundADamagedDatabase()
    {
        RestoreSetup job;
        job.profile.encryption.enabled = false;
        job.store.objects.clear();
        const auto report = job.backUp();
        QVERIFY(report);
        MemoryStore::Object &object = job.store.objects.at(report->key.toUtf8());
        object.info.metadata.clear(); // a RustResort server's: no checksum to catch it earlier
        for (qsizetype at = 4096; at < object.bytes.size() - 4096; at += 4096)
            object.bytes[at] = '\x55';
        job.request.entry = listBackups(job.store, job.profile, {})->constFirst();
        const auto restored = job.restore();
        QVERIFY(!restored);
        QCOMPARE(restored.error().code, ErrorCode::Corrupt);
    }

    void readsTheSeedsSealedObjectNamedDb()
    {
        RestoreSetup job;
        const MemoryStore::Object sealed = job.object();
        job.store.objects.clear();
        job.store.insert(u"backups/rustresort_20260101_000000.db"_s, sealed.bytes);
        job.request.entry = listBackups(job.store, job.profile, {})->constFirst();
        QVERIFY(job.request.entry.sealed);
        const auto report = job.restore();
        QVERIFY(report);
        QVERIFY(!report->checksumCompared);
        QCOMPARE(fingerprint(job.request.target), job.before);
    }

    void decryptsWhatWasSavedAsStored()
    {
        RestoreSetup job;
        const QString stored = job.folder.filePath(u"saved.db.enc"_s);
        const QString opened = job.folder.filePath(u"saved.db"_s);
        QVERIFY(saveObject(job.store, job.request.entry, stored, false, {}));
        QCOMPARE(bytesOf(stored), job.object().bytes);
        const auto saved = decryptFile(stored, opened, job.key, false, {});
        QVERIFY(saved);
        QVERIFY(saved->wasSealed);
        QCOMPARE(fingerprint(opened), job.before);
        QCOMPARE(decryptFile(stored, opened, job.key, false, {}).error().code, ErrorCode::AlreadyExists);
        QVERIFY(decryptFile(stored, opened, job.key, true, {}));
    }

    void writesNoPlaintextWithTheWrongKey()
    {
        RestoreSetup job;
        const QString stored = job.folder.filePath(u"saved.db.enc"_s);
        const QString opened = job.folder.filePath(u"saved.db"_s);
        QVERIFY(saveObject(job.store, job.request.entry, stored, false, {}));
        const QStringList names = namesIn(job.folder.path());
        QCOMPARE(decryptFile(stored, opened, SecretBytes(QByteArray(32, 'w')), false, {}).error().code,
                 ErrorCode::WrongKey);
        QCOMPARE(namesIn(job.folder.path()), names);
    }
};

QTEST_GUILESS_MAIN(TestRestoreJob)
#include "tst_restorejob.moc"
