// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of the generations that stay, whatever the history; and how long it takes to tell.
#include "retentionhistory.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace lifeboat;

class RetentionLawsTest final : public QObject
{
    Q_OBJECT

private slots:
    void holdForAnyHistory_data();
    void holdForAnyHistory();
    void tenThousandAreNothing();
};

void RetentionLawsTest::holdForAnyHistory_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void RetentionLawsTest::holdForAnyHistory()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const QDateTime now = at(u"2026-11-20 12:00"_s);
    for (int run = 0; run < 50; ++run) {
        QList<BackupEntry> entries;
        Standings standings;
        const int spread = 1 << random.bounded(10, 27); // from minutes to years
        const auto someStanding = [&random] {
            return static_cast<Standing>(std::max(0, random.bounded(-2, 4)));
        };
        for (int left = random.bounded(1, 60); left > 0; --left) {
            entries.append(entryAt(now.addSecs(7200 - random.bounded(spread))));
            standings.insert(entries.constLast().key, someStanding());
        }
        sortNewestFirst(entries);
        RetentionRules rules;
        for (const PeriodRule &rule : periodRules())
            rules.*rule.number = random.bounded(2) == 0 ? 0 : random.bounded(1, 8);
        rules.verified = random.bounded(0, 4);
        const int count = random.bounded(1, 8);
        const auto planned = plan(entries, count, rules, standings, now);
        const QList<BackupEntry> stay = staying(planned);
        const QSet<QString> kept = keysOf(stay);

        QCOMPARE(planned.newestFirst.size(), entries.size());
        QCOMPARE(stay.size() + planned.expired().size(), entries.size());
        QVERIFY(kept.contains(entries.constFirst().key));
        int good = 0;
        int goodThere = 0;
        int proven = 0;
        int provenThere = 0;
        for (const BackupEntry &entry : std::as_const(entries)) {
            const Standing standing = standings.value(entry.key);
            const bool isGood = standing == Standing::Unproven || standing == Standing::Proven;
            goodThere += isGood ? 1 : 0;
            good += isGood && kept.contains(entry.key) ? 1 : 0;
            provenThere += standing == Standing::Proven ? 1 : 0;
            proven += standing == Standing::Proven && kept.contains(entry.key) ? 1 : 0;
        }
        QVERIFY(proven >= std::min(rules.verified, provenThere));
        if (rules.verified > 0)
            QVERIFY(good >= std::min(count, goodThere));

        // Once more removes nothing more, and says the same of each.
        const auto again = plan(stay, count, rules, standings, now);
        QVERIFY(again.expired().isEmpty());
        for (const PlannedGeneration &each : again.newestFirst) {
            const auto before =
                std::ranges::find(planned.newestFirst, each.entry.key,
                                  [](const PlannedGeneration &other) { return other.entry.key; });
            QCOMPARE(each.reasons, before->reasons);
        }

        // A new backup brings none back.
        QList<BackupEntry> more = entries;
        more.prepend(entryAt(entries.constFirst().takenAt.addSecs(random.bounded(1, 1 << 20))));
        standings.insert(more.constFirst().key, someStanding());
        const QDateTime later = std::max(now, more.constFirst().takenAt);
        for (const BackupEntry &entry : staying(plan(more, count, rules, standings, later)))
            QVERIFY(entry.key == more.constFirst().key || kept.contains(entry.key));
    }
}

void RetentionLawsTest::tenThousandAreNothing()
{
    QList<BackupEntry> entries;
    const QDateTime now = at(u"2026-11-20"_s);
    for (int hour = 0; hour < 10'000; ++hour)
        entries.append(entryAt(now.addSecs(-3600 * hour)));
    const RetentionRules rules = rulesFrom(u"hourly 48, daily 30, weekly 52, monthly 24, yearly 10"_s);
    QElapsedTimer clock;
    clock.start();
    constexpr int times = 10;
    for (int i = 0; i < times; ++i)
        QVERIFY(plan(entries, 7, rules, {}, now).expired().size() > 9'800);
    // A tenth of what a window may be held up; sanitizers and a loaded machine are slower.
    QVERIFY2(clock.elapsed() / times < 100, qPrintable(QString::number(clock.elapsed() / times)));
}

QTEST_GUILESS_MAIN(RetentionLawsTest)
#include "tst_retentionlaws.moc"
