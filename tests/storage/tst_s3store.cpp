// SPDX-License-Identifier: GPL-3.0-or-later
// The store over a connection in memory: what is repeated, what is settled by looking, what is believed.
#include "storage/memorys3.h"
#include "support/fakeclock.h"

#include "base/sha256.h"

#include <QTest>

#include <list>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Gives the sink only the first `count` bytes of an answer and then breaks off.
Result<HttpResponse> cutShort(HttpResponse response, const HttpExchange &exchange, qsizetype count)
{
    if (auto accepted = exchange.onHeaders(response); !accepted)
        return fail(accepted.error());
    if (auto written = exchange.sink->write(QByteArrayView(response.body).first(count)); !written)
        return fail(written.error());
    return MemoryS3::dropped();
}

class FullSink final : public BlockSink
{
public:
    Result<void> write(QByteArrayView) override
    {
        return fail(Error{ErrorCode::NoSpace, u"test.write"_s, u"The disk is full."_s, {}, true});
    }
};

} // namespace

class TestS3Store final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void transientFailuresAreRepeated_data();
    void transientFailuresAreRepeated();
    void finalRefusalsAreNot_data();
    void finalRefusalsAreNot();
    void lostPutIsSettledByLooking();
    void ownRetryIsNotTakenForAnother();
    void anothersObjectIsNotTakenForOurs();
    void refusedConnectionIsNotSettled();
    void droppedPutAsksWhy();
    void clockIsLearnedOnce();
    void suddenSignatureErrorIsRepeatedOnce();
    void wrongSecretIsNotRepeated();
    void headThatIsDeniedAsksWhy();
    void metadataIsChecked_data();
    void metadataIsChecked();
    void contentMd5OnlyWhenAsked();

    void downloadResumesWhereItBroke();
    void downloadOfAReplacedObjectFails_data();
    void downloadOfAReplacedObjectFails();
    void sinkFailureIsNotRepeated();
    void rangeIsCheckedAgainstTheAnswer_data();
    void rangeIsCheckedAgainstTheAnswer();
    void requestsAreMetered();

private:
    std::unique_ptr<ObjectStore> open()
    {
        return openOver(m_s3.emplace_back(), memoryOptions(), m_clock, m_meter);
    }
    MemoryS3 &s3() { return m_s3.back(); }
    Result<void> put(ObjectStore &store, const QByteArray &bytes)
    {
        PutRequest request;
        request.key = u"k"_s;
        request.metadata.insert(u"object-sha256"_s, QString::fromLatin1(Sha256::hexOf(bytes)));
        BytesSource source(bytes);
        return store.put(request, source);
    }

    std::shared_ptr<FakeClock> m_clock;
    std::shared_ptr<RequestMeter> m_meter;
    std::list<MemoryS3> m_s3;
};

void TestS3Store::init()
{
    m_clock = std::make_shared<FakeClock>();
    m_meter = std::make_shared<RequestMeter>();
    m_s3.clear();
}

void TestS3Store::transientFailuresAreRepeated_data()
{
    QTest::addColumn<int>("status"); // 0: dropped before the store saw it
    for (const int status : {0, 408, 429, 500, 502, 503, 504})
        QTest::addRow("%d", status) << status;
}

void TestS3Store::transientFailuresAreRepeated()
{
    QFETCH(int, status);
    const auto store = open();
    int failures = 2;
    s3().before = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind != "PUT" || failures-- <= 0)
            return std::nullopt;
        if (status == 0)
            return MemoryS3::dropped();
        return MemoryS3::error(status, {});
    };
    QVERIFY(put(*store, "data"));
    QCOMPARE(s3().count("PUT"), 3);
    QCOMPARE(m_clock->sleeps(), (QList<std::chrono::milliseconds>{200ms, 400ms})); // half of 400 and 800
    failures = 100;
    m_s3.back().objects.clear();
    QVERIFY(!put(*store, "data"));
    QCOMPARE(s3().count("PUT"), 3 + 6);
}

void TestS3Store::finalRefusalsAreNot_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 400, 401, 403, 404, 409, 412, 501})
        QTest::addRow("%d", status) << status;
}

void TestS3Store::finalRefusalsAreNot()
{
    QFETCH(int, status);
    const auto store = open();
    s3().before = [&](const QByteArray &, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        return MemoryS3::error(status, {});
    };
    QVERIFY(!put(*store, "data"));
    QCOMPARE(s3().log, QByteArrayList{"PUT"});
    QVERIFY(m_clock->sleeps().isEmpty());
}

void TestS3Store::lostPutIsSettledByLooking()
{
    const auto store = open();
    s3().after = [](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind == "PUT")
            return MemoryS3::dropped();
        return std::nullopt;
    };
    QVERIFY(put(*store, "data"));
    QCOMPARE(s3().objects.value(u"k"_s).bytes, QByteArray("data"));
}

void TestS3Store::ownRetryIsNotTakenForAnother()
{
    const auto store = open();
    bool lost = false;
    s3().after = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind == "PUT" && !std::exchange(lost, true))
            return MemoryS3::error(500, "InternalError");
        return std::nullopt;
    };
    QVERIFY(put(*store, "data")); // the second PUT gets a 412 for what the first one made
    QCOMPARE(s3().count("PUT"), 2);
    QCOMPARE(s3().count("HEAD"), 1);
}

void TestS3Store::anothersObjectIsNotTakenForOurs()
{
    const auto store = open();
    s3().before = [&](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        const std::lock_guard lock(s3().mutex);
        if (kind == "PUT" && s3().objects.isEmpty()) {
            s3().objects.insert(u"k"_s, {"DATA", {}, "e"});
            return MemoryS3::dropped();
        }
        return std::nullopt;
    };
    const auto stored = put(*store, "data");
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::AlreadyExists);
}

void TestS3Store::refusedConnectionIsNotSettled()
{
    const auto store = open();
    s3().before = [](const QByteArray &, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        return MemoryS3::dropped(); // not a byte was handed out
    };
    const auto stored = put(*store, "data");
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::Network);
    QCOMPARE(s3().count("HEAD"), 0);
    QCOMPARE(s3().count("PUT"), 6);
}

/// A refusal in the middle of a body is lost with the connection; a request without a body hears it.
void TestS3Store::droppedPutAsksWhy()
{
    const auto store = open();
    s3().before = [](const QByteArray &kind, const HttpRequest &request,
                     const HttpExchange &exchange) -> MemoryS3::Answer {
        if (kind != "PUT")
            return MemoryS3::error(403, "InvalidAccessKeyId");
        exchange.sent(request.body.size() / 2, request.body.size());
        return MemoryS3::dropped();
    };
    const auto stored = put(*store, "data");
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::AuthFailed);
    QCOMPARE(s3().log, (QByteArrayList{"PUT", "BEGIN"}));
}

void TestS3Store::clockIsLearnedOnce()
{
    const auto store = open();
    const QDateTime theirs = m_clock->utcNow().addSecs(3600);
    QByteArrayList dates;
    s3().before = [&](const QByteArray &, const HttpRequest &request,
                      const HttpExchange &) -> MemoryS3::Answer {
        dates += MemoryS3::requestHeader(request, "x-amz-date");
        if (dates.last().startsWith("20260131T09"))
            return MemoryS3::error(403, "RequestTimeTooSkewed", {{"date", "Sat, 31 Jan 2026 10:05:00 GMT"}});
        return std::nullopt;
    };
    QVERIFY(theirs.isValid());
    QVERIFY(put(*store, "data"));
    QCOMPARE(dates, (QByteArrayList{"20260131T090500Z", "20260131T100500Z"}));
    QVERIFY(store->head(u"k"_s, {}));
    QCOMPARE(dates.last(), QByteArray("20260131T100500Z")); // remembered
    QCOMPARE(dates.size(), 3);
    QVERIFY(m_clock->sleeps().isEmpty());
}

void TestS3Store::suddenSignatureErrorIsRepeatedOnce()
{
    const auto store = open();
    QVERIFY(put(*store, "data"));
    s3().log.clear();
    s3().before = [](const QByteArray &, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        return MemoryS3::error(403, "SignatureDoesNotMatch", {{"date", "Sat, 31 Jan 2026 09:05:02 GMT"}});
    };
    BytesSink sink(100);
    const auto got = store->get({u"k"_s, {}, {}, {}}, sink);
    QVERIFY(!got);
    QCOMPARE(got.error().code, ErrorCode::AuthFailed);
    QCOMPARE(s3().log, (QByteArrayList{"GET", "GET"}));
}

void TestS3Store::wrongSecretIsNotRepeated()
{
    const auto store = open();
    s3().before = [](const QByteArray &, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        return MemoryS3::error(403, "SignatureDoesNotMatch", {{"date", "Sat, 31 Jan 2026 09:05:02 GMT"}});
    };
    QVERIFY(!put(*store, "data"));
    QCOMPARE(s3().log, QByteArrayList{"PUT"});
}

void TestS3Store::headThatIsDeniedAsksWhy()
{
    const auto store = open();
    s3().before = [](const QByteArray &kind, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        if (kind == "HEAD")
            return MemoryS3::response(403);
        return MemoryS3::error(403, "InvalidAccessKeyId");
    };
    const auto found = store->head(u"k"_s, {});
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::AuthFailed);
}

void TestS3Store::metadataIsChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("plain") << u"page-size"_s << u"4096"_s << true;
    QTest::newRow("upper-case name") << u"Page"_s << u"1"_s << false;
    QTest::newRow("newline") << u"a"_s << u"1\r\nx-amz-acl: public-read"_s << false;
    QTest::newRow("not ASCII") << u"a"_s << u"é"_s << false;
    QTest::newRow("space in the name") << u"a b"_s << u"1"_s << false;
    QTest::newRow("8,192 bytes") << u"a"_s << QString(8191, u'x') << true;
    QTest::newRow("8,193 bytes") << u"a"_s << QString(8192, u'x') << false;
}

void TestS3Store::metadataIsChecked()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    const auto store = open();
    PutRequest request;
    request.key = u"k"_s;
    request.metadata.insert(name, value);
    BytesSource source("x");
    const auto stored = store->put(request, source);
    QTEST(stored.has_value(), "accepted");
    if (!stored)
        QCOMPARE(stored.error().code, ErrorCode::Usage);
}

void TestS3Store::contentMd5OnlyWhenAsked()
{
    for (const bool asked : {false, true}) {
        MemoryS3 s3;
        QByteArray header;
        s3.before = [&](const QByteArray &, const HttpRequest &request,
                        const HttpExchange &) -> MemoryS3::Answer {
            header = MemoryS3::requestHeader(request, "Content-MD5");
            return std::nullopt;
        };
        S3Options options = memoryOptions();
        options.contentMd5 = asked;
        QVERIFY(put(*openOver(s3, options, m_clock), "data"));
        QCOMPARE(header, asked ? QByteArray("jXd/OF09/siBXSD3SWAm3A==") : QByteArray());
    }
}

void TestS3Store::downloadResumesWhereItBroke()
{
    const auto store = open();
    const QByteArray bytes = patternOf(100'000);
    QVERIFY(put(*store, bytes));
    QByteArrayList ranges;
    s3().before = [&](const QByteArray &kind, const HttpRequest &request,
                      const HttpExchange &exchange) -> MemoryS3::Answer {
        if (kind != "GET")
            return std::nullopt;
        ranges += MemoryS3::requestHeader(request, "Range");
        if (ranges.size() > 2)
            return std::nullopt;
        const QByteArray etag = '"' + s3().objects.first().etag + '"';
        const qsizetype from = ranges.size() == 1 ? 0 : 30'000;
        HttpResponse response = MemoryS3::response(from ? 206 : 200, bytes.mid(from), {{"etag", etag}});
        if (from)
            response.headers.emplaceBack("content-range", "bytes 30000-99999/100000");
        return cutShort(response, exchange, 30'000);
    };
    BytesSink sink(200'000);
    qint64 last = 0;
    const auto got = store->get({u"k"_s, {}, {}, [&last](qint64 done, qint64) { last = done; }}, sink);
    QVERIFY2(got, qUtf8Printable(got ? QString() : got.error().message));
    QCOMPARE(sink.bytes(), bytes);
    QCOMPARE(got->size, bytes.size());
    QCOMPARE(last, bytes.size());
    QCOMPARE(ranges, (QByteArrayList{"", "bytes=30000-", "bytes=60000-"}));
}

void TestS3Store::downloadOfAReplacedObjectFails_data()
{
    QTest::addColumn<bool>("storeChecks");
    QTest::newRow("the store heeds If-Match") << true;
    QTest::newRow("the store ignores If-Match") << false;
}

void TestS3Store::downloadOfAReplacedObjectFails()
{
    QFETCH(bool, storeChecks);
    const auto store = open();
    const QByteArray bytes = patternOf(1000);
    QVERIFY(put(*store, bytes));
    const QByteArray etag = '"' + s3().objects.first().etag + '"';
    QByteArrayList conditions;
    s3().before = [&](const QByteArray &kind, const HttpRequest &request,
                      const HttpExchange &exchange) -> MemoryS3::Answer {
        if (kind != "GET")
            return std::nullopt;
        conditions += MemoryS3::requestHeader(request, "If-Match");
        if (conditions.size() == 1) {
            s3().objects.first() = {QByteArray(1000, 'n'), {}, "new"};
            return cutShort(MemoryS3::response(200, bytes, {{"etag", etag}}), exchange, 10);
        }
        if (storeChecks)
            return std::nullopt;
        return MemoryS3::response(206, QByteArray(990, 'n'),
                                  {{"etag", "\"new\""}, {"content-range", "bytes 10-999/1000"}});
    };
    BytesSink sink(10'000);
    const auto got = store->get({u"k"_s, {}, {}, {}}, sink);
    QVERIFY(!got);
    QCOMPARE(got.error().code, ErrorCode::Protocol);
    QCOMPARE(sink.bytes().size(), 10);
    QCOMPARE(conditions, (QByteArrayList{"", etag}));
}

void TestS3Store::sinkFailureIsNotRepeated()
{
    const auto store = open();
    QVERIFY(put(*store, "data"));
    FullSink sink;
    const auto got = store->get({u"k"_s, {}, {}, {}}, sink);
    QVERIFY(!got);
    QCOMPARE(got.error().code, ErrorCode::NoSpace);
    QCOMPARE(s3().count("GET"), 1);
}

void TestS3Store::rangeIsCheckedAgainstTheAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentRange");
    QTest::addColumn<int>("length");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("as asked") << 206 << QByteArray("bytes 10-19/100") << 10 << true;
    QTest::newRow("whole object instead") << 200 << QByteArray() << 100 << false;
    QTest::newRow("another place") << 206 << QByteArray("bytes 11-20/100") << 10 << false;
    QTest::newRow("too few") << 206 << QByteArray("bytes 10-18/100") << 9 << false;
    QTest::newRow("too many") << 206 << QByteArray("bytes 10-20/100") << 11 << false;
    QTest::newRow("no Content-Range") << 206 << QByteArray() << 10 << false;
    QTest::newRow("size unknown") << 206 << QByteArray("bytes 10-19/*") << 10 << false;
}

void TestS3Store::rangeIsCheckedAgainstTheAnswer()
{
    QFETCH(int, status);
    QFETCH(QByteArray, contentRange);
    QFETCH(int, length);
    const auto store = open();
    s3().before = [&](const QByteArray &, const HttpRequest &, const HttpExchange &) -> MemoryS3::Answer {
        return MemoryS3::response(status, QByteArray(length, 'x'), {{"content-range", contentRange}});
    };
    BytesSink sink(1000);
    const auto got = store->get({u"k"_s, ByteRange{10, 10}, {}, {}}, sink);
    QTEST(got.has_value(), "accepted");
    if (!got)
        QVERIFY(sink.bytes().isEmpty());
}

void TestS3Store::requestsAreMetered()
{
    const auto store = open();
    QVERIFY(put(*store, "data"));
    QVERIFY(store->head(u"k"_s, {}));
    BytesSink sink(100);
    QVERIFY(store->get({u"k"_s, {}, {}, {}}, sink));
    QVERIFY(store->list({}, {}, {}));
    QVERIFY(store->remove(u"k"_s, {}));
    QCOMPARE(*store->removeUnfinished({}, m_clock->utcNow(), {}), 0);
    QCOMPARE(m_meter->classA.load(), 3); // PUT, LIST, list of uploads
    QCOMPARE(m_meter->classB.load(), 2);
    QCOMPARE(m_meter->free.load(), 1);
    QCOMPARE(m_meter->bytesSent.load(), 4);
    QVERIFY(m_meter->bytesReceived.load() > 4);
}

QTEST_GUILESS_MAIN(TestS3Store)
#include "tst_s3store.moc"
