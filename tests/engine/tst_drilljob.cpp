// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/drilljob.h"

#include "engine/backupfacts.h"
#include "engine/drillschedule.h"
#include "engine/jobsetup.h"
#include "support/databaseshapes.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct DrillSetup : JobSetup
{
    DrillSetup() { made = made && backUp(); }

    Result<DrillReport> drill()
    {
        const auto backups = listBackups(store, profile, {});
        if (!backups || backups->isEmpty())
            return fail(ErrorCode::NotFound, u"test"_s, u"no backup"_s);
        return runDrill({profile, key, store, clock, u"here"_s, {profile.temporaryFolder}},
                        backups->constFirst(), {});
    }

    /// As a second machine sees it.
    [[nodiscard]] Proofs proofs()
    {
        const auto backups = listBackups(store, profile, {});
        const auto read = getProofs(SideObjects(store, profile, key), *backups, {});
        return read ? *read : Proofs();
    }
};

/// What is kept of the first backup, in `kind`: "facts" or "proofs".
QByteArray sideKey(const QString &kind)
{
    return u"lifeboat/rustresort/%1/rustresort_20260131_090500.json"_s.arg(kind).toUtf8();
}

const auto firstBackup = u"backups/rustresort_20260131_090500.db.enc"_s;

} // namespace

class DrillJobTest final : public QObject
{
    Q_OBJECT

private slots:
    void provesAGoodBackup();
    void keepsFactsAndProofsSealed();
    void saysWhatIsNotAsItWas_data();
    void saysWhatIsNotAsItWas();
    void withoutFactsItIsSaidAndNoFailure();
    void asksTheAssertions_data();
    void asksTheAssertions();
    void aDrillThatCannotBeHeldLeavesTheProof();
    void aProofIsOfOneObjectOnly();
    void goesNoFasterThanItMay();
    void pruningTakesFactsAndProofsAlong();
    void anUnchangedDatabaseLeavesAMarker_data();
    void anUnchangedDatabaseLeavesAMarker();
    void isDue_data();
    void isDue();
    void aFailedOneIsHeldAgainSooner_data();
    void aFailedOneIsHeldAgainSooner();
};

void DrillJobTest::provesAGoodBackup()
{
    DrillSetup setup;
    QVERIFY(setup.made);
    const auto report = setup.drill();
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QVERIFY(!report->problem);
    QVERIFY(report->warnings.isEmpty());
    QVERIFY(report->proof.compared.facts && report->proof.compared.allTables);
    QVERIFY(report->proof.compared.tables > 1);
    const Proof seen = setup.proofs().value(report->entry.key);
    QVERIFY(seen.isRestored());
    QCOMPARE(seen.host, u"here"_s);
    QVERIFY(namesIn(setup.profile.temporaryFolder).isEmpty());
}

void DrillJobTest::keepsFactsAndProofsSealed()
{
    DrillSetup setup;
    QVERIFY(setup.drill());
    for (const auto &folder : {u"facts"_s, u"proofs"_s}) {
        QVERIFY(setup.store.objects.count(sideKey(folder)) == 1);
        QVERIFY(!setup.store.objects.at(sideKey(folder)).bytes.contains("backup"));
    }
}

void DrillJobTest::saysWhatIsNotAsItWas_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("a flipped byte") << u"byte"_s;
    QTest::newRow("another backup under its key") << u"other"_s;
    QTest::newRow("a row less") << u"row"_s;
    QTest::newRow("another schema") << u"schema"_s;
}

void DrillJobTest::saysWhatIsNotAsItWas()
{
    QFETCH(QString, what);
    DrillSetup setup;
    const QString key = firstBackup;
    const SideObjects side(setup.store, setup.profile, setup.key);
    BackupFacts facts = **getFacts(side, key, {});
    if (what == u"byte") {
        setup.store.objects.at(key.toUtf8()).bytes[5000] ^= 1;
    } else if (what == u"other") {
        facts.contentSha256 = QString(64, u'0');
    } else if (what == u"row") {
        ++facts.rows.first();
    } else {
        facts.schemaSha256 = QString(64, u'0');
    }
    QVERIFY(putFacts(side, key, facts, {}));
    const auto report = setup.drill();
    QVERIFY(report);
    QVERIFY(report->problem);
    const Proof seen = setup.proofs().value(key);
    QVERIFY(seen.at.isValid());
    QCOMPARE(seen.verdict, DrillVerdict::Damaged);
    QCOMPARE(seen.problem, report->problem->message);
}

void DrillJobTest::withoutFactsItIsSaidAndNoFailure()
{
    DrillSetup setup;
    setup.store.objects.erase(sideKey(u"facts"_s));
    const auto report = setup.drill();
    QVERIFY(report && !report->problem);
    QVERIFY(!report->proof.compared.facts);
    QVERIFY(report->proof.compared.checksum);
}

void DrillJobTest::asksTheAssertions_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("holds");
    QTest::newRow("true") << u"SELECT count(*) > 0 FROM statuses"_s << true;
    QTest::newRow("text") << u"SELECT 'yes';"_s << true;
    QTest::newRow("zero") << u"SELECT 0"_s << false;
    QTest::newRow("NULL") << u"SELECT NULL"_s << false;
    QTest::newRow("empty") << u"SELECT ''"_s << false;
    QTest::newRow("no row") << u"SELECT 1 WHERE 0"_s << false;
    QTest::newRow("no such table") << u"SELECT * FROM nothing"_s << false;
    QTest::newRow("two statements") << u"SELECT 1; SELECT 1"_s << false;
    QTest::newRow("another file") << u"ATTACH '/etc/passwd' AS x"_s << false;
    QTest::newRow("writing") << u"DELETE FROM statuses"_s << false;
}

void DrillJobTest::asksTheAssertions()
{
    QFETCH(QString, sql);
    QFETCH(bool, holds);
    DrillSetup setup;
    setup.profile.drill.assertions = {u"SELECT 1"_s, sql};
    const auto report = setup.drill();
    QVERIFY(report);
    QCOMPARE(!report->problem, holds);
    QCOMPARE(report->proof.compared.assertions, holds ? 2 : 1);
    QCOMPARE(setup.proofs().value(firstBackup).verdict,
             holds ? DrillVerdict::Restored : DrillVerdict::Untrue);
    if (!holds)
        QVERIFY(report->problem->message.contains(sql));
}

void DrillJobTest::aDrillThatCannotBeHeldLeavesTheProof()
{
    DrillSetup setup;
    QVERIFY(setup.drill());
    const Proofs before = setup.proofs();
    setup.store.before = [](const QString &operation, const QString &key) -> Result<void> {
        return operation == u"get" && key.startsWith(u"backups/")
                   ? fail(ErrorCode::Network, u"x"_s, u"gone"_s)
                   : Result<void>();
    };
    QCOMPARE(setup.drill().error().code, ErrorCode::Network);
    QCOMPARE(setup.proofs(), before);
}

void DrillJobTest::aProofIsOfOneObjectOnly()
{
    DrillSetup setup;
    MemoryStore::Object &object = setup.store.objects.at(firstBackup.toUtf8());
    object.info.lastModified = setup.clock.utcNow();
    QVERIFY(setup.drill());
    QCOMPARE(setup.proofs().size(), 1);
    object.info.lastModified = setup.clock.utcNow().addSecs(60);
    QVERIFY(setup.proofs().isEmpty());
    object.info.lastModified = setup.clock.utcNow();
    object.info.size += 512;
    QVERIFY(setup.proofs().isEmpty());
}

void DrillJobTest::goesNoFasterThanItMay()
{
    DrillSetup setup;
    const auto start = setup.clock.monotonic();
    QVERIFY(setup.drill());
    QCOMPARE(setup.clock.monotonic(), start);
    setup.profile.drill.downloadLimit = 4096;
    const auto report = setup.drill();
    QVERIFY(report && !report->problem);
    QCOMPARE(report->duration, std::chrono::milliseconds(report->entry.size * 1000 / 4096));
}

void DrillJobTest::pruningTakesFactsAndProofsAlong()
{
    DrillSetup setup;
    QVERIFY(setup.drill());
    setup.profile.retentionCount = 1;
    setup.profile.retention.verified = 0; // else what is proven would stay
    setup.clock.advance(24h);
    QVERIFY(setup.backUp());
    QCOMPARE(
        setup.store.keys(),
        (QStringList{u"backups/rustresort_20260201_090500.db.enc"_s, u"lifeboat/rustresort/drilled.json"_s,
                     u"lifeboat/rustresort/facts/rustresort_20260201_090500.json"_s}));
}

void DrillJobTest::anUnchangedDatabaseLeavesAMarker_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<bool>("unchanged");
    QTest::newRow("nothing happened") << u""_s << true;
    QTest::newRow("somebody wrote") << u"write"_s << false;
    QTest::newRow("the backup is gone") << u"gone"_s << false;
    QTest::newRow("the key is another one") << u"key"_s << false;
    QTest::newRow("the marker cannot be left") << u"refused"_s << false;
    QTest::newRow("a drill found the backup damaged") << u"damaged"_s << false;
    QTest::newRow("an assertion does not hold in it") << u"untrue"_s << true;
}

void DrillJobTest::anUnchangedDatabaseLeavesAMarker()
{
    QFETCH(QString, change);
    QFETCH(bool, unchanged);
    DrillSetup setup;
    setup.clock.advance(24h);
    if (change == u"write") {
        QVERIFY(runSql(setup.profile.databasePath, "CREATE TABLE later (words TEXT)"));
    } else if (change == u"gone") {
        setup.store.objects.erase("backups/rustresort_20260131_090500.db.enc");
    } else if (change == u"key") {
        setup.key = SecretBytes(QByteArray(32, 'x'));
    } else if (change == u"damaged") {
        setup.store.objects.at(firstBackup.toUtf8()).bytes[5000] ^= 1;
        QVERIFY(setup.drill()->problem);
    } else if (change == u"untrue") {
        setup.profile.drill.assertions = {u"SELECT 0"_s};
        QVERIFY(setup.drill()->problem);
    } else if (change == u"refused") {
        setup.store.before = [](const QString &operation, const QString &key) -> Result<void> {
            return operation == u"put" && key.endsWith(u"fresh.json")
                       ? fail(ErrorCode::Forbidden, u"x"_s, u"no"_s)
                       : Result<void>();
        };
    }
    const auto report = runBackup({setup.profile, setup.key, setup.store, setup.clock, u"here"_s, true}, {});
    QVERIFY(report);
    QCOMPARE(report->unchanged, unchanged);
    QCOMPARE(setup.store.objects.count("backups/rustresort_20260201_090500.db.enc") == 0, unchanged);
    const auto marker = getFreshness(SideObjects(setup.store, setup.profile, setup.key), {});
    QVERIFY(marker);
    const auto backups = listBackups(setup.store, setup.profile, {});
    QCOMPARE(confirmedAt(*backups, *marker), unchanged ? setup.clock.utcNow() : QDateTime());
}

void DrillJobTest::isDue_data()
{
    QTest::addColumn<QDateTime>("newest");
    QTest::addColumn<QDateTime>("tried");
    QTest::addColumn<Surroundings>("surroundings");
    QTest::addColumn<bool>("due");
    const QDateTime now({2026, 3, 1}, {12, 0}, Qt::UTC);
    QTest::newRow("never held") << QDateTime() << QDateTime() << Surroundings() << true;
    QTest::newRow("a month ago") << now.addDays(-30) << now.addDays(-30) << Surroundings() << true;
    QTest::newRow("29 days ago") << now.addDays(-29) << QDateTime() << Surroundings() << false;
    QTest::newRow("tried an hour ago") << QDateTime() << now.addSecs(-3600) << Surroundings() << false;
    QTest::newRow("tried yesterday") << QDateTime() << now.addDays(-1) << Surroundings() << true;
    QTest::newRow("proven tomorrow") << now.addDays(1) << QDateTime() << Surroundings() << true;
    QTest::newRow("offline") << QDateTime() << QDateTime() << Surroundings{.online = false} << false;
    QTest::newRow("metered") << QDateTime() << QDateTime() << Surroundings{.metered = true} << false;
    QTest::newRow("on battery") << QDateTime() << QDateTime() << Surroundings{.onBattery = true} << false;
    QTest::newRow("busy") << QDateTime() << QDateTime() << Surroundings{.busy = true} << false;
}

void DrillJobTest::isDue()
{
    QFETCH(QDateTime, newest);
    QFETCH(QDateTime, tried);
    QFETCH(Surroundings, surroundings);
    QFETCH(bool, due);
    const QDateTime now({2026, 3, 1}, {12, 0}, Qt::UTC);
    QCOMPARE(drillDue({}, {newest, tried}, surroundings, now), due);
    DrillSettings off;
    off.enabled = false;
    QVERIFY(!drillDue(off, {newest, tried}, surroundings, now));
}

void DrillJobTest::aFailedOneIsHeldAgainSooner_data()
{
    QTest::addColumn<int>("intervalDays");
    QTest::addColumn<int>("hours");
    QTest::addColumn<bool>("due");
    QTest::newRow("a month, nearly a day") << 30 << 23 << false;
    QTest::newRow("a month, a day") << 30 << 24 << true;
    QTest::newRow("ten years, a day") << 3650 << 24 << true;
    QTest::newRow("five days, nearly a tenth") << 5 << 11 << false;
    QTest::newRow("five days, a tenth") << 5 << 12 << true;
    QTest::newRow("a day, two hours") << 1 << 2 << false;
    QTest::newRow("a day, three hours") << 1 << 3 << true;
}

void DrillJobTest::aFailedOneIsHeldAgainSooner()
{
    QFETCH(int, intervalDays);
    QFETCH(int, hours);
    QFETCH(bool, due);
    const QDateTime now({2026, 3, 1}, {12, 0}, Qt::UTC);
    const QDateTime held = now.addSecs(qint64(hours) * -3600);
    DrillSettings settings;
    settings.interval = std::chrono::hours(24 * intervalDays);
    QCOMPARE(drillDue(settings, {held, held, true}, {}, now), due);
    QCOMPARE(drillDue(settings, {held, {}, true}, {}, now), due); // another machine's
    QVERIFY(!drillDue(settings, {held, held, false}, {}, now));
    QVERIFY(!drillDue(settings, {held, held, true}, {.metered = true}, now));
    // One that is begun again and comes to nothing is not begun every few minutes.
    QVERIFY(!drillDue(settings, {held.addDays(-9), now.addSecs(-3500), true}, {}, now));
}

QTEST_GUILESS_MAIN(DrillJobTest)
#include "tst_drilljob.moc"
