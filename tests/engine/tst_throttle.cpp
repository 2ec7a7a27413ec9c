// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/throttle.h"

#include "support/fakeclock.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestThrottle final : public QObject
{
    Q_OBJECT

private slots:
    void goesAsFastAsItMay_data()
    {
        QTest::addColumn<qint64>("bytesPerSecond");
        QTest::addColumn<int>("blocks"); // of 1,000 bytes, without a pause of their own
        QTest::addColumn<qint64>("milliseconds");
        QTest::newRow("without a limit") << qint64(0) << 50 << qint64(0);
        QTest::newRow("a thousand a second") << qint64(1000) << 3 << qint64(3000);
        QTest::newRow("a block in a part of a second") << qint64(50'000) << 100 << qint64(2000);
    }
    void goesAsFastAsItMay()
    {
        QFETCH(qint64, bytesPerSecond);
        QFETCH(int, blocks);
        FakeClock clock;
        BytesSink sink(1 << 20);
        ThrottledSink throttled(sink, {bytesPerSecond, &clock}, {});
        const auto begun = clock.monotonic();
        for (int block = 0; block < blocks; ++block)
            QVERIFY(throttled.write(QByteArray(1000, 'x')));
        QTEST(qint64((clock.monotonic() - begun).count()), "milliseconds");
        QCOMPARE(sink.bytes().size(), blocks * 1000);
    }

    /// A slow store has used the time already.
    void doesNotWaitForWhatIsLate()
    {
        FakeClock clock;
        BytesSink sink(1 << 20);
        ThrottledSink throttled(sink, {1000, &clock}, {});
        clock.advance(10s);
        const auto begun = clock.monotonic();
        QVERIFY(throttled.write(QByteArray(1000, 'x')));
        QCOMPARE(clock.monotonic(), begun);
    }

    void isCancelledWhileItWaits()
    {
        FakeClock clock;
        BytesSink sink(1 << 20);
        const CancelToken cancel;
        ThrottledSink throttled(sink, {1, &clock}, cancel);
        cancel.request();
        const auto written = throttled.write(QByteArray(1000, 'x'));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestThrottle)
#include "tst_throttle.moc"
