// SPDX-License-Identifier: GPL-3.0-or-later
// Large objects against a store in memory: what is sent, how much at once, and what is left when it goes
// wrong.
#include "storage/memorys3.h"
#include "support/fakeclock.h"

#include "base/sha256.h"
#include "storage/s3/partuploader.h"

#include <QTest>
#include <QUrlQuery>

#include <condition_variable>
#include <set>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mebibyte = 1024 * 1024;

/// Delivers fewer bytes than it promised.
class ShortSource final : public BlockSource
{
public:
    ShortSource(qint64 promised, qint64 delivered) : m_promised(promised), m_left(delivered) {}
    qint64 size() const override { return m_promised; }
    Result<qint64> read(char *buffer, qint64 capacity) override
    {
        const qint64 count = std::min(capacity, m_left);
        std::fill_n(buffer, count, 'x');
        m_left -= count;
        return count;
    }

private:
    qint64 m_promised;
    qint64 m_left;
};

class FailingSource final : public BlockSource
{
public:
    qint64 size() const override { return 20 * mebibyte; }
    Result<qint64> read(char *, qint64) override
    {
        return fail(ErrorCode::Io, u"test.read"_s, u"The disk is gone."_s);
    }
};

PutRequest requestFor(const QByteArray &bytes)
{
    PutRequest request;
    request.key = u"backups/big.db"_s;
    request.metadata.insert(u"object-sha256"_s, QString::fromLatin1(Sha256::hexOf(bytes)));
    return request;
}

} // namespace

class TestMultipart final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void partsAreEqualAndTheObjectWhole();
    void smallObjectsGoInOneRequest_data();
    void smallObjectsGoInOneRequest();
    void flightAndBuffersAreBounded();
    void pushbackHalvesTheFlight();
    void narrowedFlightIsKept();
    void failureAbortsAndLeavesNothing_data();
    void failureAbortsAndLeavesNothing();
    void sourceFailureAborts();
    void shortSourceAborts();
    void cancelAborts();
    void existingObjectIsRefusedBeforeAByteIsSent();
    void existingObjectIsRefusedBeforeCompleting();
    void lostCompleteIsSettledByLooking_data();
    void lostCompleteIsSettledByLooking();
    void completeThatFailsInsideTwoHundredIsRepeated();
    void foreignObjectIsNotTakenForOurs();
    void progressNeverGoesBack();

private:
    std::shared_ptr<FakeClock> m_clock;
};

void TestMultipart::init()
{
    m_clock = std::make_shared<FakeClock>();
}

void TestMultipart::partsAreEqualAndTheObjectWhole()
{
    MemoryS3 s3;
    std::set<qsizetype> sizes;
    std::mutex mutex;
    s3.before = [&](const QByteArray &kind, const HttpRequest &request,
                    const HttpExchange &) -> MemoryS3::Answer {
        const std::lock_guard lock(mutex);
        if (kind == "PART")
            sizes.insert(request.body.size());
        return std::nullopt;
    };
    const QByteArray bytes = patternOf(23 * mebibyte + 17);
    BytesSource source(bytes);
    PutRequest request = requestFor(bytes);
    request.contentType = u"application/x-sqlite3"_s;
    const auto store = openOver(s3, memoryOptions(), m_clock);
    const auto stored = store->put(request, source);
    QVERIFY2(stored, qUtf8Printable(stored ? QString() : stored.error().message));
    QCOMPARE(s3.objects.value(request.key).bytes, bytes);
    QCOMPARE(sizes, (std::set<qsizetype>{5 * mebibyte, 3 * mebibyte + 17}));
    QCOMPARE(s3.count("PART"), 5);
    QVERIFY(s3.uploads.isEmpty());
    const auto info = store->head(request.key, {});
    QVERIFY(info);
    QCOMPARE(info->metadata, request.metadata);
    QCOMPARE(info->contentType, request.contentType);
}

void TestMultipart::smallObjectsGoInOneRequest_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<int>("puts");
    QTest::newRow("empty") << qint64{0} << 1;
    QTest::newRow("8 MiB") << 8 * mebibyte << 1;
    QTest::newRow("8 MiB and a byte") << 8 * mebibyte + 1 << 0;
}

void TestMultipart::smallObjectsGoInOneRequest()
{
    QFETCH(qint64, size);
    MemoryS3 s3;
    const QByteArray bytes = patternOf(size);
    BytesSource source(bytes);
    const PutRequest request = requestFor(bytes);
    QVERIFY(openOver(s3, memoryOptions(), m_clock)->put(request, source));
    QCOMPARE(s3.objects.value(request.key).bytes, bytes);
    QTEST(static_cast<int>(s3.count("PUT")), "puts");
}

/// Parts wait in the store until as many are there as will ever come: more than six would show, and so would
/// more buffers than one beyond that.
void TestMultipart::flightAndBuffersAreBounded()
{
    MemoryS3 s3;
    std::mutex mutex;
    std::set<const char *> buffers;
    int inFlight = 0;
    int most = 0;
    s3.before = [&](const QByteArray &kind, const HttpRequest &request,
                    const HttpExchange &) -> MemoryS3::Answer {
        if (kind != "PART")
            return std::nullopt;
        const std::lock_guard lock(mutex);
        buffers.insert(request.body.constData());
        most = std::max(most, ++inFlight);
        m_clock->advance(std::chrono::milliseconds(60 / inFlight)); // the more at once, the faster
        return std::nullopt;
    };
    s3.after = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        const std::lock_guard lock(mutex);
        inFlight -= kind == "PART" ? 1 : 0;
        return std::nullopt;
    };
    const QByteArray bytes = patternOf(90 * mebibyte);
    BytesSource source(bytes);
    S3Options options = memoryOptions();
    options.maxPartsInFlight = 4;
    QVERIFY(openOver(s3, options, m_clock)->put(requestFor(bytes), source));
    QVERIFY2(most >= 1 && most <= 4, qPrintable(QString::number(most)));
    QVERIFY2(buffers.size() <= 5, qPrintable(QString::number(buffers.size())));
    QVERIFY2(s3.transports <= 5, qPrintable(QString::number(s3.transports)));
    QCOMPARE(Sha256::of(s3.objects.first().bytes), Sha256::of(bytes));
}

void TestMultipart::pushbackHalvesTheFlight()
{
    MemoryS3 s3;
    std::mutex mutex;
    int refused = 0;
    s3.before = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        const std::lock_guard lock(mutex);
        if (kind == "PART" && refused < 2) {
            ++refused;
            return MemoryS3::error(429, "TooManyRequests", {{"retry-after", "3"}});
        }
        return std::nullopt;
    };
    const QByteArray bytes = patternOf(40 * mebibyte);
    BytesSource source(bytes);
    QVERIFY(openOver(s3, memoryOptions(), m_clock)->put(requestFor(bytes), source));
    QCOMPARE(s3.objects.first().bytes, bytes);
    QCOMPARE(s3.transports, 4); // the store's own and three: the window never widened
    QCOMPARE(m_clock->sleeps(), (QList<std::chrono::milliseconds>{3s, 3s}));
}

/// After a 429 two parts may be on their way; three threads are there. Each part waits a little for a third
/// one to join, which must not come.
void TestMultipart::narrowedFlightIsKept()
{
    MemoryS3 s3;
    std::mutex mutex;
    std::condition_variable joined;
    bool refused = false;
    int inFlight = 0;
    int most = 0;
    s3.before = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind != "PART")
            return std::nullopt;
        std::unique_lock lock(mutex);
        if (!std::exchange(refused, true))
            return MemoryS3::error(429, {});
        ++inFlight;
        joined.notify_all();
        joined.wait_for(lock, 30ms, [&inFlight] { return inFlight > 2; });
        return std::nullopt;
    };
    s3.after = [&](const QByteArray &kind, const HttpRequest &request,
                   const HttpExchange &) -> MemoryS3::Answer {
        const std::lock_guard lock(mutex);
        if (kind == "PART") {
            // The first three were on their way before the store spoke.
            if (QUrlQuery(request.url).queryItemValue(u"partNumber"_s).toInt() > 5)
                most = std::max(most, inFlight);
            --inFlight;
        }
        return std::nullopt;
    };
    const QByteArray bytes = patternOf(70 * mebibyte);
    BytesSource source(bytes);
    QVERIFY(openOver(s3, memoryOptions(), m_clock)->put(requestFor(bytes), source));
    QVERIFY2(most >= 1 && most <= 2, qPrintable(QString::number(most)));
}

void TestMultipart::failureAbortsAndLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<int>("status"); // 0: dropped
    QTest::addColumn<ErrorCode>("expected");
    QTest::newRow("part denied") << QByteArray("PART") << 403 << ErrorCode::Forbidden;
    QTest::newRow("part never accepted") << QByteArray("PART") << 500 << ErrorCode::ServerFailure;
    QTest::newRow("part always dropped") << QByteArray("PART") << 0 << ErrorCode::Network;
    QTest::newRow("complete refused") << QByteArray("COMPLETE") << 400 << ErrorCode::Protocol;
    QTest::newRow("complete never reached") << QByteArray("COMPLETE") << 0 << ErrorCode::Network;
    QTest::newRow("complete always fails") << QByteArray("COMPLETE") << 503 << ErrorCode::ServerFailure;
}

void TestMultipart::failureAbortsAndLeavesNothing()
{
    QFETCH(QByteArray, kind);
    QFETCH(int, status);
    MemoryS3 s3;
    s3.before = [&](const QByteArray &seen, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (seen != kind)
            return std::nullopt;
        if (status == 0)
            return MemoryS3::dropped();
        return MemoryS3::error(status, {});
    };
    const QByteArray bytes = patternOf(21 * mebibyte);
    BytesSource source(bytes);
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(requestFor(bytes), source);
    QVERIFY(!stored);
    QTEST(stored.error().code, "expected");
    QVERIFY(s3.uploads.isEmpty());
    QVERIFY(s3.objects.isEmpty());
    QCOMPARE(s3.log.last(), QByteArray("ABORT"));
}

void TestMultipart::sourceFailureAborts()
{
    MemoryS3 s3;
    FailingSource source;
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(requestFor({}), source);
    QVERIFY(!stored);
    QCOMPARE(stored.error().message, u"The disk is gone."_s);
    QVERIFY(s3.uploads.isEmpty());
}

void TestMultipart::shortSourceAborts()
{
    MemoryS3 s3;
    ShortSource source(20 * mebibyte, 20 * mebibyte - 1);
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(requestFor({}), source);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::Io);
    QVERIFY(s3.uploads.isEmpty());
    QVERIFY(s3.objects.isEmpty());
}

void TestMultipart::cancelAborts()
{
    MemoryS3 s3;
    const QByteArray bytes = patternOf(40 * mebibyte);
    BytesSource source(bytes);
    PutRequest request = requestFor(bytes);
    s3.after = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind == "PART")
            request.cancel.request();
        return std::nullopt;
    };
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(request, source);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::Cancelled);
    QVERIFY(s3.uploads.isEmpty());
    QVERIFY(s3.objects.isEmpty());
    QCOMPARE(s3.count("ABORT"), 1);
}

void TestMultipart::existingObjectIsRefusedBeforeAByteIsSent()
{
    MemoryS3 s3;
    s3.objects.insert(u"backups/big.db"_s, {"old", {}, "e"});
    const QByteArray bytes = patternOf(10 * mebibyte);
    BytesSource source(bytes);
    PutRequest request = requestFor(bytes);
    const auto store = openOver(s3, memoryOptions(), m_clock);
    const auto stored = store->put(request, source);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(s3.log, QByteArrayList{"HEAD"});
    request.createOnly = false;
    BytesSource again(bytes);
    QVERIFY(store->put(request, again));
    QCOMPARE(s3.objects.first().bytes, bytes);
}

void TestMultipart::existingObjectIsRefusedBeforeCompleting()
{
    MemoryS3 s3;
    const QByteArray bytes = patternOf(10 * mebibyte);
    s3.after = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        const std::lock_guard lock(s3.mutex);
        if (kind == "PART") // somebody else was quicker
            s3.objects.insert(u"backups/big.db"_s, {"theirs", {}, "e"});
        return std::nullopt;
    };
    BytesSource source(bytes);
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(requestFor(bytes), source);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(s3.objects.first().bytes, QByteArray("theirs"));
    QVERIFY(s3.uploads.isEmpty());
}

void TestMultipart::lostCompleteIsSettledByLooking_data()
{
    QTest::addColumn<bool>("withSha256");
    QTest::addColumn<int>("status"); // what comes instead of the answer; 0: dropped
    QTest::newRow("dropped, by SHA-256") << true << 0;
    QTest::newRow("dropped, by ETag") << false << 0;
    QTest::newRow("500 although it landed") << true << 500;
}

void TestMultipart::lostCompleteIsSettledByLooking()
{
    QFETCH(bool, withSha256);
    QFETCH(int, status);
    MemoryS3 s3;
    s3.after = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind != "COMPLETE")
            return std::nullopt;
        if (status == 0)
            return MemoryS3::dropped();
        return MemoryS3::error(status, "InternalError");
    };
    const QByteArray bytes = patternOf(10 * mebibyte);
    BytesSource source(bytes);
    PutRequest request = requestFor(bytes);
    if (!withSha256)
        request.metadata.clear();
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(request, source);
    QVERIFY2(stored, qUtf8Printable(stored ? QString() : stored.error().message));
    QCOMPARE(s3.count("COMPLETE"), 1);
    QCOMPARE(s3.count("ABORT"), 0);
}

void TestMultipart::completeThatFailsInsideTwoHundredIsRepeated()
{
    MemoryS3 s3;
    int failures = 2;
    s3.before = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind == "COMPLETE" && failures-- > 0)
            return MemoryS3::error(200, "InternalError");
        return std::nullopt;
    };
    const QByteArray bytes = patternOf(10 * mebibyte);
    BytesSource source(bytes);
    QVERIFY(openOver(s3, memoryOptions(), m_clock)->put(requestFor(bytes), source));
    QCOMPARE(s3.count("COMPLETE"), 3);
    QCOMPARE(s3.objects.first().bytes, bytes);
}

void TestMultipart::foreignObjectIsNotTakenForOurs()
{
    MemoryS3 s3;
    const QByteArray bytes = patternOf(10 * mebibyte);
    s3.before = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind != "COMPLETE")
            return std::nullopt;
        const std::lock_guard lock(s3.mutex);
        s3.objects.insert(u"backups/big.db"_s, {QByteArray(bytes.size(), 'x'), {}, "e"}); // same size only
        return MemoryS3::dropped();
    };
    BytesSource source(bytes);
    const auto stored = openOver(s3, memoryOptions(), m_clock)->put(requestFor(bytes), source);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::Network);
    QVERIFY(s3.uploads.isEmpty());
}

void TestMultipart::progressNeverGoesBack()
{
    MemoryS3 s3;
    std::mutex mutex;
    int failures = 3;
    s3.after = [&](const QByteArray &kind, const HttpRequest &,
                   const HttpExchange &exchange) -> MemoryS3::Answer {
        const std::lock_guard lock(mutex);
        if (kind != "PART" || failures-- <= 0)
            return std::nullopt;
        exchange.sent(0, 0); // the next attempt begins again
        return MemoryS3::error(500, "InternalError");
    };
    const QByteArray bytes = patternOf(21 * mebibyte);
    BytesSource source(bytes);
    PutRequest request = requestFor(bytes);
    qint64 last = 0;
    bool wentBack = false;
    request.progress = [&](qint64 done, qint64 total) {
        wentBack |= done < last || total != bytes.size() || done > total;
        last = done;
    };
    QVERIFY(openOver(s3, memoryOptions(), m_clock)->put(request, source));
    QVERIFY(!wentBack);
    QCOMPARE(last, bytes.size());
}

QTEST_GUILESS_MAIN(TestMultipart)
#include "tst_multipart.moc"
