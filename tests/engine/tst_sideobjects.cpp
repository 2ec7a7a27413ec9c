// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept beside backups, and that nothing somebody else puts there is believed.
#include "crypto/envelopev1.h"
#include "engine/backupfacts.h"
#include "engine/filestreams.h"
#include "engine/freshness.h"
#include "engine/jobsetup.h"
#include "engine/proofs.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto backupKey = u"backups/rustresort_20260131_090500.db.enc"_s;
const QDateTime now({2026, 3, 1}, {12, 0}, Qt::UTC);

BackupEntry entryOf(const QString &key)
{
    BackupEntry entry;
    entry.key = key;
    entry.takenAt = now;
    entry.size = 1024;
    return entry;
}

Proof goodProof()
{
    Proof proof;
    proof.at = now;
    proof.host = u"here"_s;
    proof.verdict = DrillVerdict::Restored;
    proof.compared = {true, true, 3, true, 2, 1};
    proof.size = 1024;
    proof.lastModified = now.addSecs(-60);
    return proof;
}

BackupFacts goodFacts()
{
    BackupFacts facts;
    facts.contentSha256 = QString(64, u'a');
    facts.schemaSha256 = QString(64, u'b');
    facts.rows = {{u"posts"_s, 7}, {u"users"_s, 0}};
    return facts;
}

/// A database nobody looks at: these tests are about the store.
struct Side : JobSetup
{
    Side() { profile.encryption.enabled = false; }

    [[nodiscard]] SideObjects side() { return {store, profile, key}; }
    [[nodiscard]] static QString keyOf(const QString &name) { return u"lifeboat/rustresort/"_s + name; }
    [[nodiscard]] QByteArray &bytesOf(const QString &name)
    {
        return store.objects.at(keyOf(name).toUtf8()).bytes;
    }
    [[nodiscard]] Proofs proofs()
    {
        const SideObjects reading(store, profile, key);
        const auto read = getProofs(reading, {entryOf(backupKey)}, {});
        return read ? *read : Proofs();
    }
};

} // namespace

class SideObjectsTest final : public QObject
{
    Q_OBJECT

private slots:
    void comeBackAsTheyWere_data();
    void comeBackAsTheyWere();
    void areAsTheFormatSays_data();
    void areAsTheFormatSays();
    void liveWhereNoListingOfBackupsLooks();
    void whatOthersPutThereIsIgnored_data();
    void whatOthersPutThereIsIgnored();
    void fieldsOfLaterVersionsAreIgnored();
    void wrongValuesAreNoProof_data();
    void wrongValuesAreNoProof();
    void sealedOnesOpenOnlyWithTheirKeyAndUnderTheirName();
    void aStoreThatDoesNotAnswerIsAnError();
    void tooMuchIsNotWritten();
    void onlyABoundedNumberIsRead();
    void whatIsGoneIsForgotten();
    void aMarkerIsAboutTheNewestBackupOnly();
    void theLatestBelievableProofCounts();
    void aFailedDrillKeepsTheDateOfTheLastGoodOne();
};

void SideObjectsTest::comeBackAsTheyWere_data()
{
    QTest::addColumn<bool>("sealed");
    QTest::newRow("sealed") << true;
    QTest::newRow("plain") << false;
}

void SideObjectsTest::comeBackAsTheyWere()
{
    QFETCH(bool, sealed);
    Side setup;
    setup.profile.encryption.enabled = sealed;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    QVERIFY(putFacts(side, backupKey, goodFacts(), {}));
    const Freshness fresh{now, u"here"_s, backupKey, QString(64, u'a')};
    QVERIFY(putFreshness(side, fresh, {}));

    QCOMPARE(setup.proofs().value(backupKey), goodProof());
    QCOMPARE(**getFacts(side, backupKey, {}), goodFacts());
    QCOMPARE(**getFreshness(side, {}), fresh);
    QVERIFY(!*getFacts(side, u"backups/rustresort_20260131_090501.db"_s, {}));
    for (const auto &[key, object] : setup.store.objects)
        QCOMPARE(object.bytes.startsWith('{'), !sealed);
}

void SideObjectsTest::areAsTheFormatSays_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("facts") << factsName(backupKey)
                           << QByteArray(R"({"backup":"backups/rustresort_20260131_090500.db.enc",
        "complete":true,"object":"lifeboat/rustresort/facts/rustresort_20260131_090500.json",
        "rows":{"posts":7,"users":0},"schema_sha256":"BBBB","sha256":"AAAA","version":1})");
    QTest::newRow("proof") << proofName(backupKey) << QByteArray(R"({"at":"2026-03-01T12:00:00Z",
        "backup":"backups/rustresort_20260131_090500.db.enc","compared":{"all_tables":true,"assertions":2,
        "checksum":true,"facts":true,"foreign_key_violations":1,"tables":3},"host":"here",
        "last_modified":"2026-03-01T11:59:00Z",
        "object":"lifeboat/rustresort/proofs/rustresort_20260131_090500.json","problem":"","size":1024,
        "verdict":"restored","version":1})");
    QTest::newRow("last drill") << u"drilled.json"_s << QByteArray(R"({"at":"2026-03-01T12:00:00Z",
        "backup":"backups/rustresort_20260131_090500.db.enc","host":"here",
        "object":"lifeboat/rustresort/drilled.json","restored_at":"2026-03-01T12:00:00Z",
        "verdict":"restored","version":1})");
    QTest::newRow("marker") << u"fresh.json"_s << QByteArray(R"({"at":"2026-03-01T12:00:00Z",
        "backup":"backups/rustresort_20260131_090500.db.enc","host":"here",
        "object":"lifeboat/rustresort/fresh.json","sha256":"AAAA","version":1})");
}

/// What old versions wrote must be read for as long as there are such stores.
void SideObjectsTest::areAsTheFormatSays()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, json);
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    QVERIFY(putFacts(side, backupKey, goodFacts(), {}));
    QVERIFY(putFreshness(side, {now, u"here"_s, backupKey, QString(64, u'a')}, {}));
    QVERIFY(putLastDrill(side, lastDrillFrom(goodProof(), backupKey, std::nullopt), {}));
    json.replace("AAAA", QByteArray(64, 'a')).replace("BBBB", QByteArray(64, 'b'));
    QCOMPARE(QJsonDocument::fromJson(setup.bytesOf(name)), QJsonDocument::fromJson(json));
}

void SideObjectsTest::liveWhereNoListingOfBackupsLooks()
{
    Side setup;
    S3Destination bucket;
    bucket.keyPrefix = u"deep/"_s;
    setup.profile.destination = bucket;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    QCOMPARE(setup.store.keys(),
             QStringList{u"deep/lifeboat/rustresort/proofs/rustresort_20260131_090500.json"_s});
    QVERIFY(listBackups(setup.store, setup.profile, {})->isEmpty());
    QVERIFY(runPrune({setup.store, setup.profile, setup.key, now}, {}, {})->removed.isEmpty());
    QCOMPARE(setup.store.objects.size(), size_t(1));
}

void SideObjectsTest::whatOthersPutThereIsIgnored_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a bracket") << QByteArray("{");
    QTest::newRow("an array") << QByteArray("[1,2]");
    QTest::newRow("another program's") << QByteArray(R"({"verdict":"restored","at":"2026-03-01T12:00:00Z"})");
    QTest::newRow("a long one") << QByteArray(200'000, ' ');
    QTest::newRow("deeply nested") << QByteArray(30'000, '[') + QByteArray(30'000, ']');
    QTest::newRow("no text") << QByteArray(4000, '\xff');
    QTest::newRow("zeros") << QByteArray(4000, '\0');
    QByteArray other = R"({"version":1,"object":"lifeboat/other/proofs/rustresort_20260131_090500.json",)"
                       R"("backup":"backups/rustresort_20260131_090500.db.enc","at":"2026-03-01T12:00:00Z",)"
                       R"("verdict":"restored","size":1024})";
    QTest::newRow("another name's") << other;
    other.replace("other", "rustresort");
    QTest::newRow("another backup's") << QByteArray(other).replace(".db.enc", ".db");
    QTest::newRow("a later version") << QByteArray(other).replace(R"("version":1)", R"("version":2)");
    QTest::newRow("a version in words") << QByteArray(other).replace(R"("version":1)", R"("version":"1")");
    QTest::newRow("without a version") << QByteArray(other).replace(R"("version":1,)", "");
}

void SideObjectsTest::whatOthersPutThereIsIgnored()
{
    QFETCH(QByteArray, bytes);
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    for (const auto &name : {factsName(backupKey), proofName(backupKey), u"fresh.json"_s, u"drilled.json"_s})
        setup.store.insert(Side::keyOf(name), bytes);
    const auto proofs = getProofs(side, {entryOf(backupKey)}, {});
    QVERIFY2(proofs, proofs ? "" : qPrintable(proofs.error().message));
    QVERIFY(proofs->isEmpty());
    const auto facts = getFacts(side, backupKey, {});
    QVERIFY(facts && !*facts);
    const auto fresh = getFreshness(side, {});
    QVERIFY(fresh && !*fresh);
    const auto drill = getLastDrill(side, {});
    QVERIFY(drill && !*drill);
}

void SideObjectsTest::fieldsOfLaterVersionsAreIgnored()
{
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    QByteArray &bytes = setup.bytesOf(proofName(backupKey));
    bytes.replace(bytes.lastIndexOf('}'), 1, R"(,"mood":{"of":["the","sea"]},"at ":0})");
    QCOMPARE(setup.proofs().value(backupKey), goodProof());
}

void SideObjectsTest::wrongValuesAreNoProof_data()
{
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");
    QTest::newRow("unknown verdict") << QByteArray(R"("restored")") << QByteArray(R"("splendid")");
    QTest::newRow("no verdict") << QByteArray(R"("restored")") << QByteArray("true");
    QTest::newRow("no time") << QByteArray(R"("2026-03-01T12:00:00Z")") << QByteArray(R"("at noon")");
    QTest::newRow("another size") << QByteArray("1024") << QByteArray("1025");
    QTest::newRow("no size") << QByteArray("1024") << QByteArray(R"("1024")");
}

void SideObjectsTest::wrongValuesAreNoProof()
{
    QFETCH(QByteArray, good);
    QFETCH(QByteArray, bad);
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    QCOMPARE(setup.proofs().size(), 1);
    QByteArray &bytes = setup.bytesOf(proofName(backupKey));
    QVERIFY(bytes.contains(good));
    bytes.replace(good, bad);
    QVERIFY(setup.proofs().isEmpty());
}

void SideObjectsTest::sealedOnesOpenOnlyWithTheirKeyAndUnderTheirName()
{
    Side setup;
    setup.profile.encryption.enabled = true;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    QVERIFY(putFacts(side, backupKey, goodFacts(), {}));
    const QByteArray proof = setup.bytesOf(proofName(backupKey));
    QCOMPARE(setup.proofs().size(), 1);

    setup.bytesOf(proofName(backupKey))[20] ^= 1;
    QVERIFY(setup.proofs().isEmpty());
    setup.bytesOf(proofName(backupKey)) = setup.bytesOf(factsName(backupKey));
    QVERIFY(setup.proofs().isEmpty());
    // That of an older backup, or of another database in the same bucket, moved here.
    const QString later = u"backups/rustresort_20260201_090500.db.enc"_s;
    setup.store.insert(Side::keyOf(proofName(later)), proof);
    QVERIFY(getProofs(side, {entryOf(later)}, {})->isEmpty());
    setup.profile.backupName = u"other"_s;
    setup.store.insert(u"lifeboat/other/"_s + proofName(backupKey), proof);
    QVERIFY(setup.proofs().isEmpty());
    setup.profile.backupName = u"rustresort"_s;
    // One that needs no key where all are sealed.
    setup.bytesOf(proofName(backupKey)) = QJsonDocument(toJson(goodProof())).toJson();
    QVERIFY(setup.proofs().isEmpty());

    setup.bytesOf(proofName(backupKey)) = proof;
    QCOMPARE(setup.proofs().size(), 1);
    setup.key = SecretBytes(QByteArray(32, 'x'));
    QVERIFY(setup.proofs().isEmpty());
}

void SideObjectsTest::aStoreThatDoesNotAnswerIsAnError()
{
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(putProof(side, backupKey, goodProof(), {}));
    for (const auto &failing : {u"list"_s, u"get"_s}) {
        setup.store.before = [failing](const QString &operation, const QString &) -> Result<void> {
            return operation == failing ? fail(ErrorCode::Network, u"x"_s, u"gone"_s) : Result<void>();
        };
        QCOMPARE(getProofs(side, {entryOf(backupKey)}, {}).error().code, ErrorCode::Network);
    }
    QCOMPARE(getFreshness(side, {}).error().code, ErrorCode::Network);
}

void SideObjectsTest::tooMuchIsNotWritten()
{
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    BackupFacts facts = goodFacts();
    for (int i = 0; i < 10'000; ++i)
        facts.rows.insert(u"table %1"_s.arg(i), i);
    QCOMPARE(putFacts(side, backupKey, facts, {}).error().code, ErrorCode::TooLarge);
    QVERIFY(setup.store.objects.empty());
}

void SideObjectsTest::onlyABoundedNumberIsRead()
{
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QList<BackupEntry> backups;
    for (int i = 0; i < 150; ++i) {
        backups.append(entryOf(u"backups/rustresort_%1.db"_s.arg(1000 - i)));
        QVERIFY(putProof(side, backups.constLast().key, goodProof(), {}));
    }
    int gets = 0;
    setup.store.before = [&](const QString &operation, const QString &) {
        gets += operation == u"get";
        return Result<void>();
    };
    const auto proofs = getProofs(side, backups, {});
    QCOMPARE(proofs->size(), 100);
    QCOMPARE(gets, 100);
    QVERIFY(proofs->contains(backups.constFirst().key));
}

void SideObjectsTest::whatIsGoneIsForgotten()
{
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    const auto keyAt = [](int day) { return u"backups/rustresort_202602%1_090500.db"_s.arg(day); };
    for (int day = 10; day <= 14; ++day) {
        QVERIFY(putProof(side, keyAt(day), goodProof(), {}));
        QVERIFY(putFacts(side, keyAt(day), goodFacts(), {}));
    }
    QVERIFY(putFreshness(side, {now, u"here"_s, keyAt(13), QString(64, u'a')}, {}));
    setup.store.insert(u"lifeboat/other/facts/other_20200101_000000.json"_s, "theirs");
    setup.store.insert(u"backups/rustresort_20200101_000000.db"_s, "a backup");
    // The 14th is just being made by somebody: no listing shows it yet.
    forgetOthers(side, {entryOf(keyAt(13)), entryOf(keyAt(11))}, {});
    forgetBackups(side, {keyAt(11)}, {});
    QStringList expected{u"backups/rustresort_20200101_000000.db"_s,
                         u"lifeboat/other/facts/other_20200101_000000.json"_s};
    for (const auto &kind : {u"facts"_s, u"proofs"_s}) {
        for (const int day : {13, 14})
            expected.append(Side::keyOf(u"%1/rustresort_202602%2_090500.json"_s.arg(kind).arg(day)));
    }
    expected.insert(4, Side::keyOf(u"fresh.json"_s));
    QCOMPARE(setup.store.keys(), expected);
}

void SideObjectsTest::aMarkerIsAboutTheNewestBackupOnly()
{
    const QList<BackupEntry> backups{entryOf(u"new"_s), entryOf(u"old"_s)};
    const Freshness fresh{now, {}, u"new"_s, {}};
    QCOMPARE(confirmedAt(backups, fresh), now);
    QVERIFY(!confirmedAt(backups, Freshness{now, {}, u"old"_s, {}}).isValid());
    QVERIFY(!confirmedAt(backups, std::nullopt).isValid());
    QVERIFY(!confirmedAt({}, fresh).isValid());
}

void SideObjectsTest::theLatestBelievableProofCounts()
{
    const auto proofAt = [](const QDateTime &at, DrillVerdict verdict) {
        Proof proof = goodProof();
        proof.at = at;
        proof.verdict = verdict;
        return proof;
    };
    Proofs proofs{{u"a"_s, proofAt(now.addDays(-3), DrillVerdict::Restored)},
                  {u"b"_s, proofAt(now.addDays(-9), DrillVerdict::Restored)},
                  {u"future"_s, proofAt(now.addDays(1), DrillVerdict::Restored)}};
    QCOMPARE(drillDates(proofs, {}, now), (DrillDates{now.addDays(-3), now.addDays(-3), false}));
    proofs.insert(u"c"_s, proofAt(now.addDays(-1), DrillVerdict::Untrue));
    QCOMPARE(drillDates(proofs, {}, now), (DrillDates{now.addDays(-1), now.addDays(-3), true}));
    QCOMPARE(drillDates({}, {}, now), DrillDates());

    // What is kept of the last one counts when its backup has expired.
    LastDrill last{now.addDays(-2), u"here"_s, u"gone"_s, DrillVerdict::Damaged, now.addDays(-30)};
    QCOMPARE(drillDates({}, last, now), (DrillDates{now.addDays(-2), now.addDays(-30), true}));
    QCOMPARE(drillDates(proofs, last, now), (DrillDates{now.addDays(-1), now.addDays(-3), true}));
    last.at = last.restoredAt = now.addDays(2);
    QCOMPARE(drillDates({}, last, now), DrillDates());
}

void SideObjectsTest::aFailedDrillKeepsTheDateOfTheLastGoodOne()
{
    Side setup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    QVERIFY(!*getLastDrill(side, {}));
    Proof proof = goodProof();
    const LastDrill good = lastDrillFrom(proof, backupKey, std::nullopt);
    QCOMPARE(good, (LastDrill{now, u"here"_s, backupKey, DrillVerdict::Restored, now}));
    proof.at = now.addDays(30);
    proof.verdict = DrillVerdict::Damaged;
    const LastDrill bad = lastDrillFrom(proof, u"another"_s, good);
    QCOMPARE(bad.restoredAt, now);
    QCOMPARE(bad.at, proof.at);
    QVERIFY(putLastDrill(side, bad, {}));
    QCOMPARE(**getLastDrill(side, {}), bad);
    QVERIFY(!lastDrillFrom(proof, u"another"_s, std::nullopt).restoredAt.isValid());
}

QTEST_GUILESS_MAIN(SideObjectsTest)
#include "tst_sideobjects.moc"
