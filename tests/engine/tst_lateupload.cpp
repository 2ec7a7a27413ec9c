// SPDX-License-Identifier: GPL-3.0-or-later
// Uploading with a later run what an earlier one kept.
#include "engine/unsentsetup.h"

#include "base/sha256.h"
#include "engine/backupmetadata.h"
#include "engine/fetchjob.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestLateUpload final : public QObject
{
    Q_OBJECT

private slots:
    void sendsItAsTheRunWouldHave()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        const UnsentBackup kept = job.unsent.list().at(0);
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->sentLate, QStringList{late});
        QVERIFY(report->warnings.isEmpty());
        QCOMPARE(job.backups(), (QStringList{late, report->key}));
        const MemoryStore::Object &object = job.store.objects.at(late.toUtf8());
        QCOMPARE(object.info.metadata, kept.metadata);
        QCOMPARE(QString::fromLatin1(Sha256::hexOf(object.bytes)), kept.objectSha256());
        QVERIFY(!QDir(job.unsent.folder()).exists());
        // Its facts came along, and are for it.
        const SideObjects side(job.store, job.profile, job.key);
        const auto facts = getFacts(side, late, {});
        QVERIFY(facts && *facts);
        QCOMPARE((*facts)->contentSha256, kept.contentSha256());
        QVERIFY(!(*facts)->rows.isEmpty());
    }

    void theNewOneFirstAndThenTheOldestFirst()
    {
        UnsentSetup job;
        QStringList kept{job.keepOne()};
        job.moveOn();
        kept.append(job.keepOne());
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, kept);
        QCOMPARE(job.puts.filter(u"backups/"_s), QStringList{report->key} + kept);
    }

    void asksNothingMoreWhenNothingWaits()
    {
        UnsentSetup job;
        job.profile.retentionCount = 0;
        QStringList asked;
        const auto before = job.store.before;
        job.store.before = [&](const QString &operation, const QString &key) {
            asked.append(operation);
            return before(operation, key);
        };
        QVERIFY(job.backUp());
        QCOMPARE(asked, (QStringList{u"put"_s, u"head"_s, u"put"_s}));
    }

    void leavesItsKeyToTheKeptOne()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        const auto report = job.backUp(); // within the same second
        QVERIFY(report);
        QVERIFY(report->key > late);
        QCOMPARE(report->sentLate, QStringList{late});
        QCOMPARE(job.backups(), (QStringList{late, report->key}));
    }

    void countsAsLandedWhatIsThere_data()
    {
        QTest::addColumn<bool>("confirmed");
        QTest::newRow("its confirmation was lost") << false;
        QTest::newRow("somebody put it there") << true;
    }
    void countsAsLandedWhatIsThere()
    {
        QFETCH(bool, confirmed);
        UnsentSetup job;
        job.profile.retentionCount = 2; // it does not count twice
        QString late;
        if (confirmed) {
            late = job.keepOne();
            job.store.insert(late, bytesOf(job.fileOf(late)), job.unsent.list().at(0).metadata);
        } else {
            job.refuse(ErrorCode::Network, u"head"_s);
            QVERIFY(!job.backUp());
            job.relent();
            late = job.unsent.list().at(0).key;
            QCOMPARE(job.backups(), QStringList{late});
        }
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, QStringList{late});
        QVERIFY(report->warnings.isEmpty());
        QCOMPARE(job.backups().size(), 2);
        QVERIFY(!QDir(job.unsent.folder()).exists());
    }

    void replacesNothingElseUnderItsKey()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        job.moveOn();
        const QString later = job.keepOne();
        job.store.insert(late, "something else");
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, QStringList{later}); // it stands in nobody's way
        QCOMPARE(report->warnings.size(), 1);
        QVERIFY2(report->warnings[0].hint.contains(u"delete"), qPrintable(describe(report->warnings[0])));
        QCOMPARE(job.store.objects.at(late.toUtf8()).bytes, "something else"_ba);
        QCOMPARE(job.unsent.list().size(), 1);
        job.store.objects.erase(late.toUtf8());
        job.moveOn();
        QCOMPARE(job.backUp()->sentLate, QStringList{late});
    }

    void staysWhenTheStoreFailsAgain()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        job.moveOn();
        const QString later = job.keepOne();
        job.moveOn();
        job.refuse(ErrorCode::Network, u"put"_s, late);
        const auto report = job.backUp();
        QVERIFY(report); // its own backup is there
        QVERIFY(report->sentLate.isEmpty());
        QCOMPARE(report->warnings.size(), 1);
        QCOMPARE(report->warnings[0].code, ErrorCode::Network);
        QVERIFY(!job.puts.contains(later)); // not one time-out for each
        QCOMPARE(job.unsent.list().size(), 2);
        job.relent();
        job.moveOn();
        QCOMPARE(job.backUp()->sentLate, (QStringList{late, later}));
    }

    void oneThatIsTooLargeHoldsNobodyUp()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        job.moveOn();
        const QString later = job.keepOne();
        job.moveOn();
        job.refuse(ErrorCode::TooLarge, u"put"_s, late);
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, QStringList{later});
        QCOMPARE(report->warnings.size(), 1);
        QCOMPARE(job.unsent.list().size(), 1);
    }

    void staysWhenCancelled()
    {
        UnsentSetup job;
        job.keepOne();
        job.moveOn();
        JobControl control;
        control.progress = [&](const JobProgress &progress) {
            if (progress.stage == Stage::SendKept)
                control.cancel.request();
        };
        const auto report = job.backUp(false, control);
        QVERIFY(report);
        QCOMPARE(report->warnings.size(), 1);
        QCOMPARE(report->warnings[0].code, ErrorCode::Cancelled);
        QCOMPARE(job.unsent.list().size(), 1);
    }

    void neverUploadsADamagedOne_data()
    {
        QTest::addColumn<qint64>("at");
        QTest::addColumn<bool>("cut");
        QTest::newRow("first byte") << qint64(0) << false;
        QTest::newRow("in the middle") << qint64(20'000) << false;
        QTest::newRow("cut short") << qint64(20'000) << true;
        QTest::newRow("empty") << qint64(0) << true;
    }
    void neverUploadsADamagedOne()
    {
        QFETCH(qint64, at);
        QFETCH(bool, cut);
        UnsentSetup job;
        const QString late = job.keepOne();
        QFile file(job.fileOf(late));
        QVERIFY(file.open(QIODevice::ReadWrite));
        if (cut) {
            file.resize(at);
        } else {
            QByteArray bytes = file.readAll();
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            file.seek(0);
            file.write(bytes);
        }
        file.close();
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QVERIFY(report->sentLate.isEmpty());
        QCOMPARE(report->warnings.size(), 1);
        QCOMPARE(report->warnings[0].code, ErrorCode::Corrupt);
        QVERIFY(report->warnings[0].message.contains(late));
        QCOMPARE(job.backups(), QStringList{report->key});
        QVERIFY(!QDir(job.unsent.folder()).exists());
    }

    void uploadsNothingThatRetentionWouldRemove()
    {
        UnsentSetup job;
        job.profile.retentionCount = 3;
        QStringList kept;
        for (int i = 0; i < 4; ++i) {
            kept.append(job.keepOne());
            job.moveOn();
        }
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, kept.mid(2));
        QVERIFY(report->prune.removed.isEmpty());
        QVERIFY(report->warnings.isEmpty());
        QCOMPARE(job.backups(), kept.mid(2) + QStringList{report->key});
        QVERIFY(!QDir(job.unsent.folder()).exists());
    }

    void prunesAfterwards()
    {
        UnsentSetup job;
        job.profile.retentionCount = 2;
        const QString first = job.backUp()->key;
        job.moveOn();
        const QString late = job.keepOne();
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->prune.removed, QStringList{first});
        QCOMPARE(job.backups(), (QStringList{late, report->key}));
    }

    void anUnchangedDatabaseSendsTheKeptOne()
    {
        UnsentSetup job;
        job.profile.retentionCount = 2;
        QStringList before;
        for (int i = 0; i < 2; ++i) {
            before.append(job.backUp()->key);
            job.moveOn();
        }
        const QString late = job.keepOne();
        job.clock.advance(std::chrono::hours(1));
        const auto report = job.backUp(true);
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QVERIFY(report->unchanged);
        QCOMPARE(report->key, late);
        QCOMPARE(report->sentLate, QStringList{late});
        QCOMPARE(report->prune.removed, before.first(1)); // what was sent is one more
        QCOMPARE(job.backups(), (QStringList{before.at(1), late}));
        QVERIFY(job.puts.contains(u"lifeboat/rustresort/fresh.json"_s));
    }

    void anUnchangedDatabaseIsNotKeptTwice()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        job.clock.advance(std::chrono::hours(1));
        job.refuse(ErrorCode::Network);
        const auto report = job.backUp(true);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Network);
        QVERIFY(report.error().hint.contains(u"kept on this machine"));
        QCOMPARE(job.unsent.list().size(), 1);
        QCOMPARE(job.unsent.list().at(0).key, late);
    }

    void anOlderBackupDoesNotStandForANewerOne()
    {
        UnsentSetup job;
        const QByteArray before = bytesOf(job.profile.databasePath);
        const QString late = job.keepOne();
        job.refuse(ErrorCode::Network, u"put"_s, late);
        job.moveOn();
        QVERIFY(job.backUp()); // another content, newer than what waits
        job.relent();
        job.clock.advance(std::chrono::hours(1));
        QFile file(job.profile.databasePath);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(before);
        file.close();
        const auto report = job.backUp(true);
        QVERIFY(report);
        QVERIFY(!report->unchanged);
        QCOMPARE(report->sentLate, QStringList{late});
        QVERIFY(job.puts.indexOf(report->key) < job.puts.indexOf(late));
        QCOMPARE(job.backups().size(), 3);
    }

    void knownFilesStillSendWhatWaits()
    {
        UnsentSetup job;
        const auto first = job.backUp();
        QVERIFY(first);
        job.moveOn();
        const QString late = job.keepOne();
        job.moveOn();
        job.refuse(ErrorCode::Network, u"put"_s, late);
        job.clock.setUtcNow(QDateTime::currentDateTimeUtc().addDays(1)); // the files are long settled
        const auto second = job.backUp(true);
        QVERIFY(second && second->source);
        job.relent();
        job.clock.advance(std::chrono::hours(1));
        const auto third = job.backUp(true, {}, second->source);
        QVERIFY(third);
        QVERIFY(third->unchanged);
        QCOMPARE(third->key, second->key);
        QCOMPARE(third->sentLate, QStringList{late});
    }

    void anotherNameIsNotSent_data()
    {
        QTest::addColumn<bool>("byName");
        QTest::newRow("name") << true;
        QTest::newRow("prefix") << false;
    }
    void anotherNameIsNotSent()
    {
        QFETCH(bool, byName);
        UnsentSetup job;
        S3Destination before;
        before.keyPrefix = u"one/"_s;
        job.profile.destination = before;
        const QString late = job.keepOne();
        QVERIFY(late.startsWith(u"one/"));
        if (byName) {
            job.profile.backupName = u"other"_s;
        } else {
            before.keyPrefix = u"two/"_s;
            job.profile.destination = before;
        }
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QVERIFY(report->sentLate.isEmpty());
        QCOMPARE(report->warnings.size(), 1);
        QVERIFY(report->warnings[0].message.contains(late));
        QCOMPARE(job.backups(), QStringList{report->key});
        QVERIFY(!QDir(job.unsent.folder()).exists());
    }

    void sealedWithAnotherKeyItStillOpensWithThatOne()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        const SecretBytes old = std::exchange(job.key, SecretBytes(QByteArray(32, 'n')));
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, QStringList{late});
        const auto listed = listBackups(job.store, job.profile, {});
        QVERIFY(listed);
        const auto entry = findBackup(*listed, late);
        QVERIFY(entry);
        const QStringList bases{job.folder.filePath(u"look"_s)};
        QVERIFY(fetchBackup({job.store, job.profile, old}, *entry, bases, FetchFor::Looking, {}));
        const auto wrong =
            fetchBackup({job.store, job.profile, job.key}, *entry, bases, FetchFor::Looking, {});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::WrongKey);
    }

    void keptBeforeEncryptionWasSwitchedOffIsStillSent()
    {
        UnsentSetup job;
        const QString late = job.keepOne();
        job.profile.encryption.enabled = false;
        job.profile.unsent.keep = false;
        job.moveOn();
        const auto report = job.backUp();
        QVERIFY(report);
        QCOMPARE(report->sentLate, QStringList{late});
        QVERIFY(fromObjectMetadata(job.store.objects.at(late.toUtf8()).info.metadata).sealed);
        const auto &facts = job.store.objects.at("lifeboat/rustresort/facts/rustresort_20260131_090500.json");
        QVERIFY(!facts.bytes.contains("settings"));
        QVERIFY(facts.info.metadata.contains(u"encryption"_s));
    }
};

QTEST_GUILESS_MAIN(TestLateUpload)
#include "tst_lateupload.moc"
