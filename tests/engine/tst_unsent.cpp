// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping the sealed backup when the store does not take it.
#include "engine/unsentsetup.h"

#include "base/sha256.h"
#include "engine/backupmetadata.h"

#include <QJsonDocument>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestUnsent final : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatTheStoreDoesNotTake_data()
    {
        QTest::addColumn<QString>("operation");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("not reachable") << u"put"_s << ErrorCode::Network;
        QTest::newRow("silent") << u"put"_s << ErrorCode::Timeout;
        QTest::newRow("not trusted") << u"put"_s << ErrorCode::Tls;
        QTest::newRow("failing") << u"put"_s << ErrorCode::ServerFailure;
        QTest::newRow("full") << u"put"_s << ErrorCode::NoSpace;
        QTest::newRow("read-only") << u"put"_s << ErrorCode::PermissionDenied;
        QTest::newRow("forbidden") << u"put"_s << ErrorCode::Forbidden;
        QTest::newRow("wrong secret") << u"put"_s << ErrorCode::AuthFailed;
        QTest::newRow("no bucket") << u"put"_s << ErrorCode::BucketMissing;
        QTest::newRow("not confirmed") << u"head"_s << ErrorCode::Network;
    }
    void keepsWhatTheStoreDoesNotTake()
    {
        QFETCH(QString, operation);
        QFETCH(ErrorCode, code);
        UnsentSetup job;
        job.refuse(code, operation);
        const auto report = job.backUp();
        QVERIFY(!report);
        QCOMPARE(report.error().code, code);
        QVERIFY2(report.error().hint.startsWith(u"Look there. "), qPrintable(report.error().hint));
        QVERIFY2(report.error().hint.contains(u"kept on this machine"), qPrintable(report.error().hint));
        QVERIFY(namesIn(job.profile.temporaryFolder).isEmpty());

        const auto kept = job.unsent.list();
        QCOMPARE(kept.size(), 1);
        QCOMPARE(kept[0].key, u"backups/rustresort_20260131_090500.db.enc"_s);
        QCOMPARE(kept[0].takenAt, job.clock.utcNow());
        const QByteArray sealed = bytesOf(job.fileOf(kept[0].key));
        QCOMPARE(sealed.size(), kept[0].size);
        QCOMPARE(QString::fromLatin1(Sha256::hexOf(sealed)), kept[0].objectSha256());
        QVERIFY(fromObjectMetadata(kept[0].metadata).sealed);
    }

    void letsNobodyReadIt()
    {
        UnsentSetup job;
        const QString key = job.keepOne();
        QVERIFY(!key.isEmpty());
        constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
        QVERIFY(!QFile::permissions(job.unsent.folder()).testAnyFlags(others | QFile::ExeOther));
        const QStringList names = namesIn(job.unsent.folder());
        QCOMPARE(names.size(), 2);
        for (const QString &name : names) {
            const QString file = job.unsent.folder() + u'/' + name;
            QVERIFY(!QFile::permissions(file).testAnyFlags(others));
            QVERIFY(!bytesOf(file).contains("SQLite format"));
            QVERIFY(!bytesOf(file).contains("settings")); // the facts name tables
        }
    }

    void keepsNothing_data()
    {
        QTest::addColumn<QString>("when");
        for (const char *when : {"cancelled", "cancelled with an error", "the copy is damaged",
                                 "too large for the store", "a defect of ours", "encryption is off",
                                 "it is switched off", "there is no folder", "the keys are taken"})
            QTest::newRow(when) << QString::fromLatin1(when);
    }
    void keepsNothing()
    {
        QFETCH(QString, when);
        UnsentSetup job;
        const QString folder = job.unsent.folder();
        JobControl control;
        job.refuse(ErrorCode::Network);
        if (when == u"cancelled") {
            job.refuse(ErrorCode::Cancelled);
        } else if (when == u"cancelled with an error") {
            control.progress = [&](const JobProgress &progress) {
                if (progress.stage == Stage::Upload)
                    control.cancel.request();
            };
        } else if (when == u"the copy is damaged") {
            job.relent();
            control.progress = [&](const JobProgress &progress) {
                if (progress.stage == Stage::Upload)
                    truncateTheCopy(job);
            };
        } else if (when == u"too large for the store") {
            job.refuse(ErrorCode::TooLarge);
        } else if (when == u"a defect of ours") {
            job.refuse(ErrorCode::Internal);
        } else if (when == u"encryption is off") {
            job.profile.encryption.enabled = false;
        } else if (when == u"it is switched off") {
            job.profile.unsent.keep = false;
        } else if (when == u"there is no folder") {
            job.unsent = UnsentBackups({});
        } else if (when == u"the keys are taken") {
            job.refuse(ErrorCode::AlreadyExists);
        }
        const auto report = job.backUp(false, control);
        QVERIFY(!report);
        QVERIFY2(!report.error().hint.contains(u"kept"), qPrintable(report.error().hint));
        QVERIFY(!QDir(folder).exists());
    }

    void saysWhenItCannotBeKept()
    {
        UnsentSetup job;
        job.profile.unsent.limit = 10'000;
        job.refuse(ErrorCode::Network);
        const auto tooLarge = job.backUp();
        QVERIFY(!tooLarge);
        QVERIFY2(tooLarge.error().hint.contains(u"could not be kept"), qPrintable(tooLarge.error().hint));
        QVERIFY2(tooLarge.error().hint.contains(u"9.77 KiB"), qPrintable(tooLarge.error().hint));
        QVERIFY(!QDir(job.unsent.folder()).exists());

        job.profile.unsent.limit = UnsentSettings().limit;
        QFile inTheWay(job.folder.filePath(u"state"_s));
        QDir(inTheWay.fileName()).removeRecursively();
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto noFolder = job.backUp();
        QVERIFY(!noFolder);
        QCOMPARE(noFolder.error().code, ErrorCode::Network); // what the run failed of
        QVERIFY2(noFolder.error().hint.contains(u"cannot be made"), qPrintable(noFolder.error().hint));
    }

    void leavesNothingOfWhatCannotBeWritten()
    {
        class Broken final : public BlockSource
        {
        public:
            [[nodiscard]] qint64 size() const override { return 100; }
            [[nodiscard]] Result<qint64> read(char *, qint64) override
            {
                return fail(ErrorCode::Io, u"test"_s, u"It cannot be read."_s);
            }
        };
        UnsentSetup job;
        UnsentBackup backup;
        backup.key = u"backups/x_20260131_090500.db.enc"_s;
        backup.size = 100;
        Broken broken;
        const auto kept = job.unsent.keep(backup, broken, 1000, {}, {});
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, ErrorCode::Io);
        QVERIFY(!QDir(job.unsent.folder()).exists());
    }

    void makesRoomByTheOldest()
    {
        UnsentSetup job;
        QStringList keys{job.keepOne()};
        job.profile.unsent.limit = job.unsent.list().at(0).size * 5 / 2;
        for (int i = 0; i < 3; ++i) {
            job.moveOn();
            keys.append(job.keepOne());
        }
        QCOMPARE(keysOf(job), keys.mid(2));
        QCOMPARE(namesIn(job.unsent.folder()).size(), 4);
    }

    void keepsTheSameContentOnce()
    {
        UnsentSetup job;
        job.keepOne();
        job.moveOn();
        const QString second = job.keepOne();
        const QString first = keysOf(job).constFirst();
        job.clock.advance(std::chrono::hours(1)); // and nothing else happened
        const QString third = job.keepOne();
        QVERIFY(third != second);
        QCOMPARE(keysOf(job), (QStringList{first, third}));
        const QString again = job.keepOne(); // within the same second
        QVERIFY(again > third);
        QCOMPARE(keysOf(job), (QStringList{first, again}));
    }

    void aFailedRunLeavesTheOthersAlone()
    {
        UnsentSetup job;
        const QString first = job.keepOne();
        job.moveOn();
        const QString second = job.keepOne();
        QCOMPARE(keysOf(job), (QStringList{first, second}));
        QCOMPARE(job.puts, QStringList{second}); // nobody tries the first at a store that is away
    }

    void tidiesUpAfterKilledRuns()
    {
        UnsentSetup job;
        const QString key = job.keepOne();
        const QString name = key.section(u'/', -1);
        const QString other = u"rustresort_20260130_090500.db.enc"_s;
        const auto write = [&](const QString &file, const QByteArray &bytes) {
            QFile written(job.unsent.folder() + u'/' + file);
            QVERIFY(written.open(QIODevice::WriteOnly));
            written.write(bytes);
        };
        write(u"a.db.enc.part"_s, "x");
        write(u"b.db.enc.json.part"_s, "x");
        write(u"c.db.enc"_s, "x");       // its description did not come
        write(u"d.db.enc.json"_s, "{}"); // its file is gone
        write(u"e.db.enc"_s, "x");       // and one that nobody understands
        write(u"e.db.enc.json"_s, "[");
        write(other, "x"); // made by a later Lifeboat
        write(other + u".json"_s, "{\"version\": 2}");
        job.unsent.tidy();
        QCOMPARE(keysOf(job), QStringList{key});
        job.unsent.tidy();
        QCOMPARE(namesIn(job.unsent.folder()),
                 (QStringList{other, other + u".json"_s, name, name + u".json"_s}));
    }

    void believesNoDescriptionOfAnotherFile_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("another name") << u"key"_s << QJsonValue(u"backups/x_20260131_090500.db.enc"_s);
        QTest::newRow("out of the folder") << u"key"_s << QJsonValue(u"../../x"_s);
        QTest::newRow("no key") << u"key"_s << QJsonValue();
        QTest::newRow("no time") << u"taken_at"_s << QJsonValue(u"yesterday"_s);
        QTest::newRow("no size") << u"size"_s << QJsonValue(-1);
        QTest::newRow("no checksum") << u"metadata"_s << QJsonValue(QJsonObject());
        QTest::newRow("no version") << u"version"_s << QJsonValue(u"1"_s);
    }
    void believesNoDescriptionOfAnotherFile()
    {
        QFETCH(QString, member);
        QFETCH(QJsonValue, value);
        UnsentSetup job;
        const QString file = job.fileOf(job.keepOne()) + u".json"_s;
        QJsonObject json = QJsonDocument::fromJson(bytesOf(file)).object();
        json[member] = value;
        QFile rewritten(file);
        QVERIFY(rewritten.open(QIODevice::WriteOnly | QIODevice::Truncate));
        rewritten.write(QJsonDocument(json).toJson());
        rewritten.close();
        QVERIFY(job.unsent.list().isEmpty());
        job.unsent.tidy();
        job.unsent.tidy(); // the file, once its description is gone
        QVERIFY(!QDir(job.unsent.folder()).exists());
    }

private:
    static QStringList keysOf(const UnsentSetup &job)
    {
        QStringList keys;
        for (const UnsentBackup &backup : job.unsent.list())
            keys.append(backup.key);
        return keys;
    }

    static void truncateTheCopy(const UnsentSetup &job)
    {
        const QString base = job.profile.temporaryFolder + u"/lifeboat-work"_s;
        for (const QString &run : namesIn(base))
            QFile::resize(base + u'/' + run + u"/snapshot.db"_s, 4096);
    }
};

QTEST_GUILESS_MAIN(TestUnsent)
#include "tst_unsent.moc"
