// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/asyncstream.h"

#include <QTest>

#include <atomic>
#include <semaphore>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebibyte = 1 << 20;

QByteArray numbered(qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qint64 i = 0; i < size; ++i)
        bytes[i] = static_cast<char>((i * 2654435761) >> 13);
    return bytes;
}

/// Delivers `bytes` in pieces as they are asked for and then fails.
class FailingSource final : public BlockSource
{
public:
    explicit FailingSource(QByteArray bytes) : m_bytes(std::move(bytes)) {}
    [[nodiscard]] qint64 size() const override { return m_bytes.size() + 1; }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override
    {
        if (m_failed)
            return fail(ErrorCode::Io, u"test"_s, u"the disk is gone"_s);
        BytesSource once(m_bytes);
        m_failed = true;
        return once.read(buffer, capacity);
    }

private:
    QByteArray m_bytes;
    bool m_failed = false;
};

/// Endless, and counts what was taken from it.
class CountingSource final : public BlockSource
{
public:
    explicit CountingSource(std::atomic<qint64> &taken) : m_taken(taken) {}
    [[nodiscard]] qint64 size() const override { return 1LL << 40; }
    [[nodiscard]] Result<qint64> read(char *, qint64 capacity) override
    {
        m_taken += capacity;
        return capacity;
    }

private:
    std::atomic<qint64> &m_taken;
};

/// Waits for permission before each block, keeps them all, and fails at one of them if told to.
class GatedSink final : public BlockSink
{
public:
    [[nodiscard]] Result<void> write(QByteArrayView block) override
    {
        gate.acquire();
        ++blocks;
        if (blocks == failAt)
            return fail(ErrorCode::NoSpace, u"test"_s, u"full"_s);
        bytes.append(block);
        return {};
    }

    std::counting_semaphore<> gate{0};
    int failAt = -1;
    int blocks = 0;
    QByteArray bytes;
};

} // namespace

class AsyncStreamTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsAheadWithoutChangingAByte_data();
    void readsAheadWithoutChangingAByte();
    void sourceErrorComesInItsPlace();
    void readingAheadIsBounded();
    void unreadSourceIsLeft();
    void writesBehindWithoutChangingAByte();
    void writerWaitsForASlowSink();
    void sinkErrorReachesTheWriter_data();
    void sinkErrorReachesTheWriter();
};

void AsyncStreamTest::readsAheadWithoutChangingAByte_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("capacity");
    QTest::newRow("empty") << qint64(0) << mebibyte;
    QTest::newRow("one byte") << qint64(1) << mebibyte;
    QTest::newRow("a block") << mebibyte << mebibyte;
    QTest::newRow("small reads") << 3 * mebibyte + 7 << qint64(1001);
    QTest::newRow("large reads") << 9 * mebibyte + 7 << 5 * mebibyte;
}

void AsyncStreamTest::readsAheadWithoutChangingAByte()
{
    QFETCH(qint64, size);
    QFETCH(qint64, capacity);
    const QByteArray bytes = numbered(size);
    ReadAheadSource source(std::make_unique<BytesSource>(bytes));
    QCOMPARE(source.size(), size);
    QByteArray all;
    QByteArray buffer(capacity, Qt::Uninitialized);
    for (;;) {
        const auto count = source.read(buffer.data(), capacity);
        QVERIFY(count);
        if (*count == 0)
            break;
        QVERIFY(*count == capacity || all.size() + *count == size); // short only at the end
        all.append(buffer.constData(), *count);
    }
    QVERIFY(all == bytes);
    QCOMPARE(*source.read(buffer.data(), capacity), 0);
}

void AsyncStreamTest::sourceErrorComesInItsPlace()
{
    ReadAheadSource source(std::make_unique<FailingSource>(QByteArray(1000, 'x')));
    QByteArray buffer(4000, Qt::Uninitialized);
    QCOMPARE(*source.read(buffer.data(), buffer.size()), 1000);
    for (int again = 0; again < 2; ++again) {
        const auto count = source.read(buffer.data(), buffer.size());
        QVERIFY(!count);
        QCOMPARE(count.error().code, ErrorCode::Io);
    }
}

void AsyncStreamTest::readingAheadIsBounded()
{
    std::atomic<qint64> taken = 0;
    ReadAheadSource source(std::make_unique<CountingSource>(taken));
    QTRY_COMPARE_GE(taken.load(), 4 * mebibyte); // it does read ahead
    QByteArray buffer(mebibyte, Qt::Uninitialized);
    for (int i = 1; i <= 100; ++i) {
        QCOMPARE(*source.read(buffer.data(), buffer.size()), mebibyte);
        QVERIFY2(taken <= (i + 6) * mebibyte, qPrintable(QString::number(taken)));
    }
}

void AsyncStreamTest::unreadSourceIsLeft()
{
    std::atomic<qint64> taken = 0;
    {
        const ReadAheadSource source(std::make_unique<CountingSource>(taken));
        QTRY_VERIFY(taken > 0);
    } // returns, though the source has no end
}

void AsyncStreamTest::writesBehindWithoutChangingAByte()
{
    const QByteArray bytes = numbered(5 * mebibyte + 3);
    for (const qsizetype piece : {qsizetype(997), qsizetype(mebibyte), bytes.size()}) {
        BytesSink inner(bytes.size());
        WriteBehindSink sink(inner);
        for (qsizetype at = 0; at < bytes.size(); at += piece)
            QVERIFY(sink.write(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at))));
        QVERIFY(sink.finish());
        QVERIFY(inner.bytes() == bytes);
    }
}

void AsyncStreamTest::writerWaitsForASlowSink()
{
    GatedSink inner;
    WriteBehindSink sink(inner);
    std::atomic<int> written = 0;
    std::thread writer([&] {
        for (int i = 0; i < 10; ++i) {
            if (sink.write("block"))
                ++written;
        }
    });
    QTRY_COMPARE_GE(written.load(), 4);
    QCOMPARE_LE(written.load(), 5); // four in the queue, one in the sink's hands
    inner.gate.release(10);
    writer.join();
    QVERIFY(sink.finish());
    QCOMPARE(inner.blocks, 10);
}

void AsyncStreamTest::sinkErrorReachesTheWriter_data()
{
    QTest::addColumn<int>("failAt");
    QTest::newRow("first block") << 1;
    QTest::newRow("last block") << 3;
}

void AsyncStreamTest::sinkErrorReachesTheWriter()
{
    QFETCH(int, failAt);
    GatedSink inner;
    inner.failAt = failAt;
    inner.gate.release(10);
    WriteBehindSink sink(inner);
    Result<void> outcome;
    for (int i = 0; i < 3 && outcome; ++i)
        outcome = sink.write("block");
    if (outcome)
        outcome = sink.finish();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::NoSpace);
    QCOMPARE(inner.blocks, failAt); // nothing comes after a failure
    QVERIFY(!sink.finish());
}

QTEST_GUILESS_MAIN(AsyncStreamTest)
#include "tst_asyncstream.moc"
