// SPDX-License-Identifier: GPL-3.0-or-later
// Pruning by what restore drills have proven, in memory and in a folder.
#include "engine/prunejob.h"

#include "base/blockstream.h"
#include "engine/backupkey.h"
#include "engine/proofs.h"
#include "storage/folder/folderstore.h"
#include "support/memorystore.h"

#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QDateTime today({2026, 1, 31}, {9, 5, 0}, Qt::UTC);

QString keyOf(int day)
{
    return makeBackupKey({}, u"blog"_s, {QDateTime({2026, 1, day}, {3, 0, 0}, Qt::UTC), true});
}

QStringList keysOf(const QList<int> &days)
{
    QStringList keys;
    for (const int day : days)
        keys.append(keyOf(day));
    return keys;
}

/// Ten generations of January and what drills said of them.
struct Setup
{
    explicit Setup(int generations = 10)
    {
        profile.backupName = u"blog"_s;
        profile.retentionCount = 2;
        profile.encryption.enabled = true;
        profile.destination = FolderDestination{u"/nowhere"_s};
        for (int day = 1; day <= generations; ++day)
            store.insert(keyOf(day), QByteArray(100, 'x'));
        store.before = [this](const QString &operation, const QString &name) -> Result<void> {
            ++calls[operation];
            if (problem && name.contains(u"/proofs/"))
                return fail(*problem);
            return {};
        };
    }

    void note(const QString &backup, DrillVerdict verdict, const SecretBytes &with)
    {
        Proof proof;
        proof.at = today;
        proof.host = u"here"_s;
        proof.verdict = verdict;
        proof.size = 100;
        if (!putProof(SideObjects(store, profile, with), backup, proof, {}))
            qFatal("the proof cannot be written");
    }
    void note(int day, DrillVerdict verdict) { note(keyOf(day), verdict, key); }

    Result<PruneReport> prune(const PruneOptions &options = {})
    {
        calls.clear();
        return runPrune({store, profile, opensWith, today}, options, {});
    }
    [[nodiscard]] QStringList left() const { return store.keys().filter(u"backups/"_s); }

    MemoryStore store;
    Profile profile;
    SecretBytes key{QByteArray(32, 'k')};
    SecretBytes opensWith{QByteArray(32, 'k')};
    std::optional<Error> problem; ///< of all that is done with proofs
    QHash<QString, int> calls;
};

PruneOptions dryRun()
{
    PruneOptions options;
    options.dryRun = true;
    return options;
}

} // namespace

class PruneJobTest final : public QObject
{
    Q_OBJECT

private slots:
    void theLastProvenOneStays();
    void aDamagedOneTakesNobodysPlace_data();
    void aDamagedOneTakesNobodysPlace();
    void whoCannotReadTheProofsDeletesNothing_data();
    void whoCannotReadTheProofsDeletesNothing();
    void cancelledIsCancelled();
    void doubtfulProofsProtect_data();
    void doubtfulProofsProtect();
    void asksForFewProofs_data();
    void asksForFewProofs();
    void asksForNoneWhereNothingGoes();
    void aDryRunTellsAllAndRemovesNothing();
    void removesOnlyWhatWasAgreedTo();
    void aStoreThatStopsRemovingIsHeard();
    void proofsGoWithTheirBackups();
    void inAFolder();
};

void PruneJobTest::theLastProvenOneStays()
{
    Setup setup;
    setup.note(2, DrillVerdict::Restored);
    setup.note(4, DrillVerdict::Restored);
    const auto report = setup.prune();
    QVERIFY(report);
    QCOMPARE(report->removed, keysOf({1, 2, 3, 5, 6, 7, 8}));
    QCOMPARE(report->freed, 700);
    QCOMPARE(report->kept, 3);
    QCOMPARE(setup.left(), keysOf({4, 9, 10}));
    const auto again = setup.prune();
    QVERIFY(again && again->removed.isEmpty());
}

void PruneJobTest::aDamagedOneTakesNobodysPlace_data()
{
    QTest::addColumn<DrillVerdict>("verdict");
    QTest::addColumn<QList<int>>("left");
    QTest::newRow("damaged") << DrillVerdict::Damaged << QList<int>{8, 9, 10};
    QTest::newRow("an assertion does not hold") << DrillVerdict::Untrue << QList<int>{8, 9, 10};
    QTest::newRow("restored") << DrillVerdict::Restored << QList<int>{9, 10};
}

void PruneJobTest::aDamagedOneTakesNobodysPlace()
{
    QFETCH(DrillVerdict, verdict);
    QFETCH(QList<int>, left);
    Setup setup;
    setup.note(10, verdict);
    QVERIFY(setup.prune());
    QCOMPARE(setup.left(), keysOf(left));
}

void PruneJobTest::whoCannotReadTheProofsDeletesNothing_data()
{
    QTest::addColumn<QString>("operation");
    QTest::newRow("listing them") << u"list"_s;
    QTest::newRow("reading one") << u"get"_s;
}

void PruneJobTest::whoCannotReadTheProofsDeletesNothing()
{
    QFETCH(QString, operation);
    Setup setup;
    setup.note(10, DrillVerdict::Restored);
    setup.store.before = [&operation](const QString &asked, const QString &name) -> Result<void> {
        if (asked == operation && name.contains(u"/proofs/"))
            return fail(ErrorCode::Forbidden, u"x"_s, u"Not allowed."_s, u"Ask."_s);
        return {};
    };
    for (const bool dry : {false, true}) {
        PruneOptions options;
        options.dryRun = dry;
        const auto report = setup.prune(options);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Forbidden);
        QVERIFY2(report.error().message.contains(u"No backup was removed"_s),
                 qPrintable(report.error().message));
        QVERIFY(report.error().message.contains(u"Not allowed."_s));
        QCOMPARE(report.error().hint, u"Ask."_s);
        QCOMPARE(setup.left().size(), 10);
    }
    setup.profile.retention.verified = 0; // a way out, for who may not read them
    QVERIFY(setup.prune());
    QCOMPARE(setup.left(), keysOf({9, 10}));
}

void PruneJobTest::cancelledIsCancelled()
{
    Setup setup;
    setup.problem = Error{ErrorCode::Cancelled, u"x"_s, u"Cancelled."_s, {}, false};
    const auto report = setup.prune();
    QVERIFY(!report);
    QCOMPARE(report.error().message, u"Cancelled."_s);
}

void PruneJobTest::doubtfulProofsProtect_data()
{
    QTest::addColumn<QString>("why");
    QTest::newRow("there is no key") << u"no key"_s;
    QTest::newRow("the key is another one") << u"wrong key"_s;
    QTest::newRow("the object is another one") << u"replaced"_s;
    QTest::newRow("it is nothing of ours") << u"garbage"_s;
}

void PruneJobTest::doubtfulProofsProtect()
{
    QFETCH(QString, why);
    Setup setup;
    setup.note(3, DrillVerdict::Restored);
    setup.note(10, DrillVerdict::Damaged);
    if (why == u"no key")
        setup.opensWith = SecretBytes();
    else if (why == u"wrong key")
        setup.opensWith = SecretBytes(QByteArray(32, 'w'));
    for (const int day : {3, 10}) {
        if (why == u"replaced")
            setup.store.insert(keyOf(day), QByteArray(101, 'y'));
        else if (why == u"garbage")
            setup.store.insert(u"lifeboat/blog/"_s + proofName(keyOf(day)), "x");
    }
    const auto report = setup.prune();
    QVERIFY(report);
    QCOMPARE(report->plan.unclear(), 1); // the newest stays anyway
    QCOMPARE(setup.left(), keysOf({3, 8, 9, 10}));
    QVERIFY(why != u"no key" || setup.calls.value(u"get"_s) == 0);
}

void PruneJobTest::asksForFewProofs_data()
{
    QTest::addColumn<int>("restored"); // of the newest; what is said of the others makes no sense
    QTest::addColumn<int>("reads");
    QTest::newRow("the newest are proven") << 12 << 2;
    QTest::newRow("the newest is proven") << 1 << 1000;
    QTest::newRow("none is proven") << 0 << 1000;
}

void PruneJobTest::asksForFewProofs()
{
    QFETCH(int, restored);
    Setup setup(0);
    for (int hour = 0; hour < 10'000; ++hour) {
        const QString backup = makeBackupKey({}, u"blog"_s, {today.addSecs(-3600 * hour), true});
        setup.store.insert(backup, QByteArray(100, 'x'));
        if (hour < restored)
            setup.note(backup, DrillVerdict::Restored, setup.key);
        else
            setup.store.insert(u"lifeboat/blog/"_s + proofName(backup), "x");
    }
    QLoggingCategory::setFilterRules(
        u"lifeboat.engine.warning=false"_s); // a thousand proofs that are ignored
    const auto report = setup.prune(dryRun());
    QLoggingCategory::setFilterRules({});
    QVERIFY(report);
    QTEST(setup.calls.value(u"get"_s), "reads");
    QCOMPARE(setup.calls.value(u"list"_s), 20);
}

void PruneJobTest::asksForNoneWhereNothingGoes()
{
    Setup setup(2);
    setup.note(1, DrillVerdict::Restored);
    const auto report = setup.prune();
    QVERIFY(report && report->removed.isEmpty());
    QCOMPARE(setup.calls, (QHash<QString, int>{{u"list"_s, 1}}));
}

void PruneJobTest::aDryRunTellsAllAndRemovesNothing()
{
    Setup setup;
    setup.note(1, DrillVerdict::Restored);
    const auto report = setup.prune(dryRun());
    QVERIFY(report);
    QCOMPARE(report->removed, keysOf({2, 3, 4, 5, 6, 7, 8}));
    QCOMPARE(report->kept, 3);
    QCOMPARE(setup.left().size(), 10);
    QCOMPARE(reasonNames(report->plan.newestFirst.constFirst().reasons),
             (QStringList{u"newest"_s, u"count"_s}));
    QCOMPARE(reasonNames(report->plan.newestFirst.constLast().reasons), QStringList{u"proven"_s});

    Setup roomy(2); // nothing goes, and still it is said what is proven
    roomy.note(1, DrillVerdict::Restored);
    QCOMPARE(roomy.prune(dryRun())->plan.newestFirst.constLast().standing, Standing::Proven);
}

void PruneJobTest::removesOnlyWhatWasAgreedTo()
{
    Setup setup;
    PruneOptions options;
    options.among = keysOf({1, 4, 10}); // and the newest is no matter of agreement
    const auto report = setup.prune(options);
    QVERIFY(report);
    QCOMPARE(report->removed, keysOf({1, 4}));
    QCOMPARE(report->kept, 8);
    QCOMPARE(setup.left(), keysOf({2, 3, 5, 6, 7, 8, 9, 10}));
    options.among = QStringList();
    QVERIFY(setup.prune(options)->removed.isEmpty());
}

void PruneJobTest::aStoreThatStopsRemovingIsHeard()
{
    Setup setup;
    setup.store.before = [](const QString &operation, const QString &name) -> Result<void> {
        if (operation == u"remove" && name == keyOf(3))
            return fail(ErrorCode::Network, u"x"_s, u"gone"_s);
        return {};
    };
    const auto report = setup.prune();
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Network);
    QCOMPARE(setup.left(), keysOf({3, 4, 5, 6, 7, 8, 9, 10})); // the oldest went first
}

void PruneJobTest::proofsGoWithTheirBackups()
{
    Setup setup;
    setup.note(2, DrillVerdict::Restored);
    setup.note(4, DrillVerdict::Restored);
    QVERIFY(setup.prune());
    QCOMPARE(setup.store.keys().filter(u"proofs"_s),
             QStringList{u"lifeboat/blog/proofs/blog_20260104_030000.json"_s});
}

void PruneJobTest::inAFolder()
{
    const QTemporaryDir folder;
    auto opened = openFolderStore(folder.path());
    QVERIFY(opened);
    ObjectStore &store = **opened;
    Profile profile;
    profile.backupName = u"blog"_s;
    profile.retentionCount = 1;
    profile.retention.weekly = 2;
    profile.destination = FolderDestination{folder.path()};
    const SecretBytes noKey;
    const SideObjects side(store, profile, noKey);
    for (int day = 1; day <= 20; ++day) {
        PutRequest request;
        request.key = keyOf(day);
        BytesSource body(QByteArray(512, 'x'));
        QVERIFY(store.put(request, body));
    }
    const auto listed = listBackups(store, profile, {});
    QVERIFY(listed);
    Proof proof;
    proof.at = today;
    proof.verdict = DrillVerdict::Restored;
    proof.size = 512;
    proof.lastModified = listed->constLast().lastModified;
    QVERIFY(putProof(side, keyOf(1), proof, {}));
    const auto report = runPrune({store, profile, noKey, today}, {}, {});
    QVERIFY(report);
    QCOMPARE(report->removed.size(), 17);
    const auto left = listBackups(store, profile, {});
    QVERIFY(left);
    QStringList keys;
    for (const BackupEntry &entry : *left)
        keys.append(entry.key);
    QCOMPARE(keys, keysOf({20, 18, 1})); // the 18th was a Sunday
    QCOMPARE(report->plan.newestFirst.constLast().standing, Standing::Proven);
}

QTEST_GUILESS_MAIN(PruneJobTest)
#include "tst_prunejob.moc"
