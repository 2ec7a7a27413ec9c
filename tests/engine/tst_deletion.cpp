// SPDX-License-Identifier: GPL-3.0-or-later
// What is lost with backups that are deleted by hand.
#include "engine/deletion.h"
#include "retentionhistory.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class DeletionTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsLost_data();
    void tellsWhatIsLost();
    void asksNoMoreThanItMust();
    void anUnansweredQuestionEndsIt();
    void onlyALossIsWarnedOf();
};

void DeletionTest::tellsWhatIsLost_data()
{
    // Oldest first; "+" proven, "-" failed, "?" unclear. What goes is named by its day.
    QTest::addColumn<QStringList>("history");
    QTest::addColumn<QList<int>>("going");
    QTest::addColumn<DeletionLoss>("loss");
    const auto row = [](const char *name, const QStringList &history, const QList<int> &going,
                        DeletionLoss loss) { QTest::newRow(name) << history << going << loss; };
    const QString one = u"2026-11-01"_s;
    const QString two = u"2026-11-02"_s;
    const QString three = u"2026-11-03"_s;
    row("a proven one stays", {one + u'+', two, three}, {2, 3}, DeletionLoss::Nothing);
    row("another proven one stays", {one + u'+', two + u'+', three}, {1}, DeletionLoss::Nothing);
    row("one proven stays beside an unclear one", {one + u'+', two + u'?', three}, {3},
        DeletionLoss::Nothing);
    row("the only proven one goes", {one + u'+', two, three}, {1}, DeletionLoss::LastProven);
    row("all proven ones go", {one + u'+', two + u'+', three}, {1, 2}, DeletionLoss::LastProven);
    row("only one whose drill failed stays", {one + u'+', two + u'-'}, {1}, DeletionLoss::LastProven);
    row("there was none", {one, two, three}, {1}, DeletionLoss::NoneProven);
    row("only failed ones", {one + u'-', two + u'-'}, {1}, DeletionLoss::NoneProven);
    row("an unclear one stays, a proven one goes", {one + u'+', two + u'?'}, {1}, DeletionLoss::Unclear);
    row("an unclear one goes", {one + u'?', two}, {1}, DeletionLoss::NoneProven);
    row("all go", {one + u'+', two}, {1, 2}, DeletionLoss::Everything);
    row("the only one goes", {one}, {1}, DeletionLoss::Everything);
}

void DeletionTest::tellsWhatIsLost()
{
    QFETCH(QStringList, history);
    QFETCH(QList<int>, going);
    const History all(history);
    QStringList keys;
    for (const BackupEntry &entry : all.entries) {
        if (going.contains(entry.takenAt.date().day()))
            keys.append(entry.key);
    }
    QCOMPARE(keys.size(), going.size());
    const auto loss = deletionLoss(all.entries, keys, [&](const BackupEntry &entry) -> Result<Standing> {
        return all.standings.value(entry.key);
    });
    QVERIFY(loss);
    QTEST(*loss, "loss");
}

void DeletionTest::asksNoMoreThanItMust()
{
    const History all({u"2026-11-01"_s, u"2026-11-02+"_s, u"2026-11-03"_s, u"2026-11-04"_s});
    QStringList asked;
    const auto loss =
        deletionLoss(all.entries, {all.entries[0].key}, [&](const BackupEntry &entry) -> Result<Standing> {
            asked.append(shortName(entry.takenAt));
            return all.standings.value(entry.key);
        });
    QVERIFY(loss && *loss == DeletionLoss::Nothing);
    QCOMPARE(asked, QStringList({u"2026-11-03"_s, u"2026-11-02"_s}));
}

void DeletionTest::anUnansweredQuestionEndsIt()
{
    const History all({u"2026-11-01"_s, u"2026-11-02"_s});
    const auto loss =
        deletionLoss(all.entries, {all.entries[0].key}, [](const BackupEntry &) -> Result<Standing> {
            return fail(ErrorCode::Network, u"proofs"_s, u"gone"_s, {});
        });
    QVERIFY(!loss);
    QCOMPARE(loss.error().code, ErrorCode::Network);
}

void DeletionTest::onlyALossIsWarnedOf()
{
    QVERIFY(deletionWarning(DeletionLoss::Nothing).isEmpty());
    QSet<QString> said;
    for (const auto loss : {DeletionLoss::Unclear, DeletionLoss::NoneProven, DeletionLoss::LastProven,
                            DeletionLoss::Everything})
        said.insert(deletionWarning(loss));
    QCOMPARE(said.size(), 4);
    QVERIFY(!said.contains(QString()));
}

QTEST_GUILESS_MAIN(DeletionTest)
#include "tst_deletion.moc"
