// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/blockstream.h"

#include <QTest>

using namespace lifeboat;

class TestBlockStream final : public QObject
{
    Q_OBJECT

private slots:
    void sourceDeliversAllOfItInOrder_data();
    void sourceDeliversAllOfItInOrder();
    void sourceStaysAtItsEnd();
    void sinkKeepsUpToItsLimit();
    void sinkRefusesMoreAndKeepsWhatItHad();
};

void TestBlockStream::sourceDeliversAllOfItInOrder_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qint64>("capacity");
    const QByteArray text("abcdefghij");
    QTest::newRow("empty") << QByteArray() << qint64(4);
    QTest::newRow("one at a time") << text << qint64(1);
    QTest::newRow("last one short") << text << qint64(4);
    QTest::newRow("exact") << text << qint64(10);
    QTest::newRow("more room than bytes") << text << qint64(64);
}

void TestBlockStream::sourceDeliversAllOfItInOrder()
{
    QFETCH(QByteArray, bytes);
    QFETCH(qint64, capacity);
    BytesSource source(bytes);
    QCOMPARE(source.size(), bytes.size());
    QByteArray all;
    QByteArray buffer(capacity + 1, '!');
    while (true) {
        const auto count = source.read(buffer.data(), capacity);
        QVERIFY(count);
        QCOMPARE(buffer.back(), '!'); // never past the capacity
        if (*count == 0)
            break;
        all += buffer.first(*count);
        QVERIFY(*count == capacity || all.size() == bytes.size()); // short only at the end
    }
    QCOMPARE(all, bytes);
    QCOMPARE(source.size(), bytes.size());
}

void TestBlockStream::sourceStaysAtItsEnd()
{
    BytesSource source("ab");
    char buffer[4] = {};
    QCOMPARE(source.read(buffer, 4).value_or(-1), 2);
    QCOMPARE(source.read(buffer, 4).value_or(-1), 0);
    QCOMPARE(source.read(buffer, 4).value_or(-1), 0);
}

void TestBlockStream::sinkKeepsUpToItsLimit()
{
    BytesSink sink(6);
    QVERIFY(sink.write("abc"));
    QVERIFY(sink.write({}));
    QVERIFY(sink.write("def"));
    QCOMPARE(sink.bytes(), "abcdef");
}

void TestBlockStream::sinkRefusesMoreAndKeepsWhatItHad()
{
    BytesSink sink(5);
    QVERIFY(sink.write("abc"));
    const auto refused = sink.write("def");
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::TooLarge);
    QCOMPARE(sink.bytes(), "abc");
}

QTEST_GUILESS_MAIN(TestBlockStream)
#include "tst_blockstream.moc"
