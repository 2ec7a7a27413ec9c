// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sha256.h"
#include "engine/backupkey.h"
#include "engine/backupmetadata.h"
#include "engine/jobsetup.h"
#include "engine/listing.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestBackupJob : public QObject
{
    Q_OBJECT

private slots:
    void storesASealedBackupWithItsMetadata()
    {
        JobSetup job;
        QVERIFY(job.made);
        const auto report = job.backUp();
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->key, u"backups/rustresort_20260131_090500.db.enc"_s);
        const MemoryStore::Object &object = job.store.objects.at(report->key.toUtf8());
        QCOMPARE(object.bytes.size(), report->size);
        QCOMPARE(report->size, report->databaseSize + 28);
        const BackupMetadata metadata = fromObjectMetadata(object.info.metadata);
        QCOMPARE(metadata.objectSha256, QString::fromLatin1(Sha256::hexOf(object.bytes)));
        QCOMPARE(metadata.contentSha256, report->contentSha256);
        QCOMPARE(metadata.pageCount * metadata.pageSize, metadata.databaseSize);
        QCOMPARE(metadata.sourceHost, u"host"_s);
        QVERIFY(metadata.sealed);
        QVERIFY(!object.bytes.contains("SQLite format"));
        QVERIFY(namesIn(job.profile.temporaryFolder).isEmpty());
    }

    void storesAPlainBackupWhenEncryptionIsOff()
    {
        JobSetup job;
        job.profile.encryption.enabled = false;
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->key, u"backups/rustresort_20260131_090500.db"_s);
        const MemoryStore::Object &object = job.store.objects.at(report->key.toUtf8());
        QVERIFY(object.bytes.startsWith("SQLite format 3"));
        QVERIFY(!object.info.metadata.contains(u"encryption"_s));
        QCOMPARE(report->contentSha256, report->objectSha256);
    }

    void neverUsesANonceTwice()
    {
        JobSetup job;
        const auto first = job.backUp();
        job.clock.advance(std::chrono::seconds(1));
        const auto second = job.backUp();
        QVERIFY(first && second);
        QCOMPARE(first->contentSha256, second->contentSha256);
        QVERIFY(job.store.objects.at(first->key.toUtf8()).bytes.first(12)
                != job.store.objects.at(second->key.toUtf8()).bytes.first(12));
    }

    void refusesToUploadInTheClearWithoutAKey()
    {
        JobSetup job;
        job.key.clear();
        const auto report = job.backUp();
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Configuration);
        QVERIFY(job.store.objects.empty());
    }

    void takesTheNextSecondWhenTheKeyIsTaken()
    {
        JobSetup job;
        const auto first = job.backUp();
        const auto second = job.backUp(); // the fake clock has not moved
        QVERIFY(first && second);
        QCOMPARE(second->key, u"backups/rustresort_20260131_090501.db.enc"_s);
        QCOMPARE(job.store.keys().filter(u"backups/"_s).size(), 2);
    }

    void doesNotBelieveAStoreThatHoldsSomethingElse_data()
    {
        QTest::addColumn<QString>("lie");
        QTest::newRow("other size") << u"size"_s;
        QTest::newRow("other checksum") << u"checksum"_s;
        QTest::newRow("no object at all") << u"gone"_s;
    }
    void doesNotBelieveAStoreThatHoldsSomethingElse()
    {
        QFETCH(QString, lie);
        JobSetup job;
        job.store.before = [&](const QString &operation, const QString &key) -> Result<void> {
            if (operation != u"head")
                return {};
            MemoryStore::Object &object = job.store.objects.at(key.toUtf8());
            if (lie == u"size")
                object.info.size -= 1;
            else if (lie == u"checksum")
                object.info.metadata[u"object-sha256"_s] = QString(64, u'0');
            else
                job.store.objects.clear();
            return {};
        };
        const auto report = job.backUp();
        QVERIFY(!report);
        QCOMPARE(report.error().code, lie == u"gone" ? ErrorCode::NotFound : ErrorCode::Corrupt);
    }

    void prunesAfterwardsAndOnlyItsOwn()
    {
        JobSetup job;
        job.profile.retentionCount = 2;
        for (int i = 0; i < 4; ++i) {
            QVERIFY(job.backUp());
            job.clock.advance(std::chrono::hours(24));
        }
        QCOMPARE(job.store.keys().filter(u"backups/"_s),
                 (QStringList{u"backups/rustresort_20260202_090500.db.enc"_s,
                              u"backups/rustresort_20260203_090500.db.enc"_s}));
    }

    void isASuccessEvenWhenPruningFails()
    {
        JobSetup job;
        job.store.before = [](const QString &operation, const QString &) -> Result<void> {
            if (operation == u"list")
                return fail(ErrorCode::Network, u"x"_s, u"gone"_s);
            return {};
        };
        const auto report = job.backUp();
        QVERIFY(report);
        QVERIFY(report->pruneProblem.has_value());
        QCOMPARE(report->pruneProblem->code, ErrorCode::Network);
    }

    void leavesNothingWhenCancelled_data()
    {
        QTest::addColumn<int>("stage");
        QTest::newRow("while copying") << static_cast<int>(Stage::Snapshot);
        QTest::newRow("while sealing") << static_cast<int>(Stage::Hash);
    }
    void leavesNothingWhenCancelled()
    {
        QFETCH(int, stage);
        JobSetup job;
        JobControl control;
        control.progress = [&](const JobProgress &progress) {
            if (static_cast<int>(progress.stage) == stage)
                control.cancel.request();
        };
        const auto report = job.backUp(control);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        QVERIFY(job.store.objects.empty());
        QVERIFY(namesIn(job.profile.temporaryFolder).isEmpty());
    }

    void saysThatItSealsOnlyWhenItDoes_data()
    {
        QTest::addColumn<bool>("sealed");
        QTest::addColumn<QStringList>("stages");
        QTest::newRow("sealed") << true << QStringList{u"Copying"_s, u"Sealing"_s, u"Uploading"_s};
        QTest::newRow("as it is") << false << QStringList{u"Copying"_s, u"Reading"_s, u"Uploading"_s};
    }
    void saysThatItSealsOnlyWhenItDoes()
    {
        QFETCH(bool, sealed);
        JobSetup job;
        job.profile.encryption.enabled = sealed;
        QStringList titles;
        JobControl control;
        control.progress = [&titles](const JobProgress &progress) {
            if (const QString title = stageTitle(progress.stage); !titles.contains(title))
                titles += title;
        };
        QVERIFY(job.backUp(control));
        QTEST(titles.mid(0, 3), "stages");
    }

    void leavesNoTemporaryFileWhenTheUploadFails()
    {
        JobSetup job;
        job.store.before = [](const QString &operation, const QString &) -> Result<void> {
            if (operation == u"put")
                return fail(ErrorCode::Forbidden, u"x"_s, u"no"_s);
            return {};
        };
        QCOMPARE(job.backUp().error().code, ErrorCode::Forbidden);
        QVERIFY(namesIn(job.profile.temporaryFolder).isEmpty());
    }

    void cleansUnfinishedUploadsOfItsOwnNameOnly()
    {
        JobSetup job;
        QVERIFY(job.backUp());
        QCOMPARE(job.store.unfinishedAsked, QStringList{u"backups/rustresort_"_s});
    }
};

QTEST_GUILESS_MAIN(TestBackupJob)
#include "tst_backupjob.moc"
