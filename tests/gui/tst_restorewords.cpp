// SPDX-License-Identifier: GPL-3.0-or-later
// What the restore dialog says of what it found, before anything is done.
#include "gui/restore/restorewords.h"

#include <QTest>

#include <algorithm>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestRestoreWords final : public QObject
{
    Q_OBJECT

private slots:
    /// It is not to look as if undo could bring it back.
    void tellsAFileThatIsNoDatabase()
    {
        RestorePlan plan;
        plan.target = u"/data/app.db"_s;
        plan.targetExists = true;
        plan.targetSize = 16;
        plan.safetyCopy = u"/data/app.db.before-restore-20260130_090500"_s;
        const auto factOf = [&plan](const QString &subject) {
            const QList<Fact> facts = planFacts(plan, {}, QDateTime::currentDateTimeUtc());
            const auto found = std::ranges::find(facts, subject, &Fact::subject);
            return found == facts.cend() ? Fact() : *found;
        };
        QCOMPARE(factOf(u"To"_s).mark, Fact::Mark::Good);
        QVERIFY(factOf(u"Safety copy"_s).text.contains(u"can be put back"));

        plan.targetIsForeign = true;
        QCOMPARE(factOf(u"To"_s).mark, Fact::Mark::Attention);
        QVERIFY(factOf(u"To"_s).text.contains(u"not an SQLite database"));
        const Fact safety = factOf(u"Safety copy"_s);
        QCOMPARE(safety.mark, Fact::Mark::Attention);
        QVERIFY(!safety.text.contains(u"can be put back"));
        QCOMPARE(safety.path, plan.safetyCopy);
    }
};

QTEST_GUILESS_MAIN(TestRestoreWords)
#include "tst_restorewords.moc"
