// SPDX-License-Identifier: GPL-3.0-or-later
// How an upload is divided, and how many of its parts are under way at once.
#include "storage/s3/partuploader.h"

#include <QTest>

using namespace lifeboat;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mebibyte = 1024 * 1024;

} // namespace

class TestPartPlan final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void planKeepsTheLimits_data();
    void planKeepsTheLimits();
    void windowWidensWhileItPays();
    void windowHalvesOnPushback();
    void windowKeepsToItsMaximum_data();
    void windowKeepsToItsMaximum();
};

void TestPartPlan::planKeepsTheLimits_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("partSize");
    QTest::newRow("just above a single put") << 8 * mebibyte + 1 << 5 * mebibyte;
    QTest::newRow("1 GiB") << 1024 * mebibyte << 5 * mebibyte;
    QTest::newRow("last size for 5 MiB parts") << 9'900 * 5 * mebibyte << 5 * mebibyte;
    QTest::newRow("one byte more") << 9'900 * 5 * mebibyte + 1 << 6 * mebibyte;
    QTest::newRow("1 TiB") << 1024 * 1024 * mebibyte << 106 * mebibyte;
    QTest::newRow("exact multiple") << 10 * mebibyte << 5 * mebibyte;
}

void TestPartPlan::planKeepsTheLimits()
{
    QFETCH(qint64, size);
    const PartPlan plan = PartPlan::of(size);
    QTEST(plan.partSize, "partSize");
    QVERIFY(plan.count <= 9'900);
    qint64 total = 0;
    for (int number = 1; number <= plan.count; ++number) {
        const qint64 part = plan.sizeOf(number);
        QVERIFY(number == plan.count ? part > 0 && part <= plan.partSize : part == plan.partSize);
        total += part;
    }
    QCOMPARE(total, size);
}

void TestPartPlan::windowWidensWhileItPays()
{
    auto now = 0ms;
    AdaptiveWindow window(6, now);
    QCOMPARE(window.limit(), 3);
    const auto round = [&](std::chrono::milliseconds took) {
        now += took;
        for (int i = window.limit(); i > 0; --i)
            window.noteDone(mebibyte, now);
    };
    round(300ms); // 3 in 300: the first measurement
    QCOMPARE(window.limit(), 4);
    round(300ms); // 4 in 300: faster
    QCOMPARE(window.limit(), 5);
    round(400ms); // 5 in 400: no faster
    QCOMPARE(window.limit(), 5);
    round(100ms);
    QCOMPARE(window.limit(), 5);
}

void TestPartPlan::windowHalvesOnPushback()
{
    AdaptiveWindow window(6, 0ms);
    auto now = 0ms;
    while (window.limit() < 6) {
        now += 100ms / window.limit();
        for (int i = window.limit(); i > 0; --i)
            window.noteDone(mebibyte, now);
    }
    window.notePushback(now);
    QCOMPARE(window.limit(), 3);
    window.notePushback(now);
    QCOMPARE(window.limit(), 2);
    window.notePushback(now);
    QCOMPARE(window.limit(), 2);
}

void TestPartPlan::windowKeepsToItsMaximum_data()
{
    QTest::addColumn<int>("maximum");
    QTest::addColumn<int>("first");
    QTest::newRow("1") << 1 << 1;
    QTest::newRow("2") << 2 << 2;
    QTest::newRow("6") << 6 << 3;
}

void TestPartPlan::windowKeepsToItsMaximum()
{
    QFETCH(int, maximum);
    AdaptiveWindow window(maximum, 0ms);
    QTEST(window.limit(), "first");
    for (int i = 1; i < 200; ++i) {
        window.noteDone(mebibyte * i, std::chrono::milliseconds(i));
        QVERIFY(window.limit() <= maximum);
    }
    window.notePushback(0ms);
    QVERIFY(window.limit() >= 1 && window.limit() <= maximum);
}

QTEST_GUILESS_MAIN(TestPartPlan)
#include "tst_partplan.moc"
