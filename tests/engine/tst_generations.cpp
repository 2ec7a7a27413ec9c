// SPDX-License-Identifier: GPL-3.0-or-later
// Listing, choosing, keeping and pruning generations.
#include "engine/backupkey.h"
#include "engine/prunejob.h"
#include "support/memorystore.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

QString keyOf(int day, bool sealed = false)
{
    return makeBackupKey({}, u"rustresort"_s, {QDateTime({2026, 1, day}, {3, 0, 0}, Qt::UTC), sealed});
}

const QDateTime today({2026, 1, 31}, {9, 5, 0}, Qt::UTC);

Profile profileKeeping(int count)
{
    Profile profile;
    profile.backupName = u"rustresort"_s;
    profile.retentionCount = count;
    profile.destination = FolderDestination{u"/nowhere"_s};
    return profile;
}

Result<PruneReport> prune(MemoryStore &store, int keeping, const PruneOptions &options = {},
                          const QDateTime &now = today)
{
    const Profile profile = profileKeeping(keeping);
    const SecretBytes noKey;
    return runPrune({store, profile, noKey, now}, options, {});
}

PruneOptions dryRun()
{
    PruneOptions options;
    options.dryRun = true;
    return options;
}

} // namespace

class TestGenerations : public QObject
{
    Q_OBJECT

private slots:
    void listsNewestFirstAndOnlyItsOwn()
    {
        MemoryStore store;
        store.pageSize = 2;
        for (int day = 1; day <= 5; ++day)
            store.insert(keyOf(day, day % 2 == 0), QByteArray(100, 'x'));
        store.insert(u"backups/rustresort_test_20260109_030000.db"_s, "other");
        store.insert(u"backups/rustresort_notes.txt"_s, "other");
        const auto backups = listBackups(store, profileKeeping(7), {});
        QVERIFY(backups);
        QCOMPARE(backups->size(), 5);
        QCOMPARE(backups->constFirst().key, keyOf(5));
        QCOMPARE(backups->constLast().key, keyOf(1));
        QVERIFY(backups->at(1).sealed);
    }

    void tellsTheSeedsSealedObjectsBySize_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("sealed");
        QTest::newRow("a database") << 8192 << false;
        QTest::newRow("a database of the smallest pages") << 512 * 7 << false;
        QTest::newRow("a sealed database") << 8192 + 28 << true;
    }
    void tellsTheSeedsSealedObjectsBySize()
    {
        QFETCH(int, size);
        MemoryStore store;
        store.insert(keyOf(1), QByteArray(size, 'x'));
        const auto backups = listBackups(store, profileKeeping(7), {});
        QVERIFY(backups);
        QTEST(backups->constFirst().sealed, "sealed");
    }

    void tellsOfEveryPageAsItArrives()
    {
        MemoryStore store;
        store.pageSize = 2;
        for (int day = 1; day <= 5; ++day)
            store.insert(keyOf(day), "x");
        store.insert(u"backups/rustresort_0.txt"_s, "other"); // before them all
        QList<QStringList> told;
        int listed = 0;
        store.before = [&](const QString &, const QString &) -> Result<void> {
            if (++listed == 3) // the page before has been told before the next is asked for
                return told.size() == 2 ? Result<void>() : fail(ErrorCode::Internal, u"x"_s, u"late"_s);
            return {};
        };
        const auto backups =
            listBackups(store, profileKeeping(7), {}, [&told](const QList<BackupEntry> &page) {
                QStringList keys;
                for (const BackupEntry &entry : page)
                    keys.append(entry.key);
                told.append(keys);
            });
        QVERIFY2(backups, backups ? "" : qPrintable(backups.error().message));
        QCOMPARE(told, (QList<QStringList>{{keyOf(1)}, {keyOf(2), keyOf(3)}, {keyOf(4), keyOf(5)}}));
        QCOMPARE(backups->size(), 5);
        QCOMPARE(backups->constFirst().key, keyOf(5));
    }

    void doesNotTrustAListingThatRepeats()
    {
        MemoryStore store;
        store.pageSize = 1;
        store.insert(keyOf(1), "x");
        store.insert(keyOf(2), "x");
        store.objects[keyOf(2).toUtf8()].info.key = keyOf(1); // the second page says what the first one said
        const auto backups = listBackups(store, profileKeeping(7), {});
        QVERIFY(!backups);
        QCOMPARE(backups.error().code, ErrorCode::Protocol);
    }

    void findsWhatAPersonMeans()
    {
        MemoryStore store;
        for (int day = 1; day <= 3; ++day)
            store.insert(keyOf(day), "x");
        const auto backups = listBackups(store, profileKeeping(7), {});
        QVERIFY(backups);
        QCOMPARE(findBackup(*backups, {})->key, keyOf(3));
        QCOMPARE(findBackup(*backups, u"latest"_s)->key, keyOf(3));
        QCOMPARE(findBackup(*backups, keyOf(2))->key, keyOf(2));
        QCOMPARE(findBackup(*backups, u"rustresort_20260101_030000.db"_s)->key, keyOf(1));
        const auto missing = findBackup(*backups, u"rustresort_20250101_030000.db"_s);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().hint.contains(keyOf(3)));
        QCOMPARE(findBackup({}, u"latest"_s).error().code, ErrorCode::NotFound);
    }

    void backupsFromTheFutureCountForNothing_data()
    {
        QTest::addColumn<QDateTime>("now");
        QTest::addColumn<QStringList>("expired");
        QTest::newRow("all in the past") << today << QStringList{keyOf(1), keyOf(2), keyOf(3)};
        QTest::newRow("the newest within a day")
            << today.addDays(-27) << QStringList{keyOf(1), keyOf(2), keyOf(3)};
        QTest::newRow("the newest from the future") << today.addDays(-28) << QStringList{keyOf(1), keyOf(2)};
        QTest::newRow("our own clock is years behind") << today.addYears(-9) << QStringList();
    }
    void backupsFromTheFutureCountForNothing()
    {
        QFETCH(QDateTime, now);
        QFETCH(QStringList, expired);
        MemoryStore store;
        for (int day = 1; day <= 5; ++day)
            store.insert(keyOf(day), "x");
        const auto report = prune(store, 2, {}, now);
        QVERIFY(report);
        QCOMPARE(report->removed, expired);
        QCOMPARE(store.keys().size(), 5 - expired.size());
    }

    void prunesOldestFirstAndNothingElse()
    {
        MemoryStore store;
        for (int day = 1; day <= 5; ++day)
            store.insert(keyOf(day), "x");
        store.insert(u"backups/rustresort_test_20200101_030000.db"_s, "other");
        const auto report = prune(store, 2);
        QVERIFY(report);
        QCOMPARE(report->removed, (QStringList{keyOf(1), keyOf(2), keyOf(3)}));
        QCOMPARE(report->kept, 2);
        QCOMPARE(store.keys(),
                 (QStringList{keyOf(4), keyOf(5), u"backups/rustresort_test_20200101_030000.db"_s}));
    }

    void dryRunRemovesNothing()
    {
        MemoryStore store;
        for (int day = 1; day <= 3; ++day)
            store.insert(keyOf(day), "x");
        const auto report = prune(store, 1, dryRun());
        QVERIFY(report);
        QCOMPARE(report->removed.size(), 2);
        QCOMPARE(store.keys().size(), 3);
    }

    void reportsLockedGenerationsAsKept()
    {
        MemoryStore store;
        for (int day = 1; day <= 4; ++day)
            store.insert(keyOf(day), "x");
        store.before = [](const QString &operation, const QString &key) -> Result<void> {
            if (operation == u"remove" && key == keyOf(1))
                return fail(ErrorCode::KeptByLock, u"x"_s, u"locked"_s);
            return {};
        };
        const auto report = prune(store, 1);
        QVERIFY(report);
        QCOMPARE(report->keptByLock, QStringList{keyOf(1)});
        QCOMPARE(report->removed, (QStringList{keyOf(2), keyOf(3)}));
        QCOMPARE(report->kept, 2);
    }

    void removesNothingAfterAnIncompleteListing()
    {
        MemoryStore store;
        store.pageSize = 2;
        for (int day = 1; day <= 5; ++day)
            store.insert(keyOf(day), "x");
        int lists = 0;
        store.before = [&lists](const QString &operation, const QString &) -> Result<void> {
            if (operation == u"list" && ++lists == 2)
                return fail(ErrorCode::Network, u"x"_s, u"gone"_s);
            return {};
        };
        const auto report = prune(store, 1);
        QVERIFY(!report);
        QCOMPARE(store.keys().size(), 5);
    }
};

QTEST_GUILESS_MAIN(TestGenerations)
#include "tst_generations.moc"
