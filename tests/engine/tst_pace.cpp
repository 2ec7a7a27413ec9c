// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pace.h"

#include <QTest>

using namespace lifeboat;
using namespace std::chrono_literals;

class PaceTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsShareRateAndTimeLeft()
    {
        Pace pace;
        pace.note({Stage::Upload, 0, 1000}, 10s);
        QCOMPARE(pace.share(), 0.0);
        QVERIFY(!pace.bytesPerSecond());
        pace.note({Stage::Upload, 250, 1000}, 12s);
        QCOMPARE(pace.share(), 0.25);
        QCOMPARE(pace.bytesPerSecond(), 125.0);
        QCOMPARE(pace.left(), std::optional<std::chrono::milliseconds>(6s));
    }

    void startsAnewWithEachStage()
    {
        Pace pace;
        pace.note({Stage::Snapshot, 1000, 1000}, 10s);
        pace.note({Stage::Upload, 100, 1000}, 20s);
        QVERIFY(!pace.left());
        pace.note({Stage::Upload, 200, 1000}, 21s);
        QCOMPARE(pace.bytesPerSecond(), 200.0);
    }

    void knowsWhenItDoesNotKnow()
    {
        Pace pace;
        QVERIFY(!pace.share());
        pace.note({Stage::Download, 500, 0}, 1s);
        pace.note({Stage::Download, 900, 0}, 2s);
        QVERIFY(!pace.share());
        QVERIFY(!pace.left());
        pace.note({Stage::Prune, 1, 4}, 10s);
        pace.note({Stage::Prune, 2, 4}, 20s);
        QCOMPARE(pace.share(), 0.5);
        QVERIFY(!pace.bytesPerSecond()); // these are objects, not bytes
    }

    void moreThanThePromisedWholeIsAllOfIt()
    {
        Pace pace;
        pace.note({Stage::Snapshot, 0, 100}, 0s);
        pace.note({Stage::Snapshot, 150, 100}, 1s);
        QCOMPARE(pace.share(), 1.0);
        QCOMPARE(pace.left(), std::optional<std::chrono::milliseconds>(0s));
    }
};

QTEST_GUILESS_MAIN(PaceTest)
#include "tst_pace.moc"
