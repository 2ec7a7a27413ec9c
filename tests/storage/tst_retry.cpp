// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/retrypolicy.h"
#include "support/fakeclock.h"

#include "storage/http/httpdate.h"
#include "storage/http/throttledtransport.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error transient()
{
    return Error{ErrorCode::ServerFailure, u"s3.put"_s, u"It failed."_s, {}, true};
}

/// Takes the body through the allowance, as a connection would, and gives the sink a body.
class GreedyTransport final : public HttpTransport
{
public:
    explicit GreedyTransport(FakeClock &clock) : m_clock(clock) {}

    Result<HttpResponse> send(const HttpRequest &request, const HttpExchange &exchange) override
    {
        for (qint64 left = request.body.size(); left > 0;) {
            const qint64 granted =
                exchange.allowance ? exchange.allowance(std::min<qint64>(left, 16384)) : left;
            largestGrant = std::max(largestGrant, granted);
            left -= granted;
            if (granted == 0)
                m_clock.advance(5ms);
        }
        HttpResponse response;
        response.status = 200;
        if (exchange.sink) {
            if (auto written = exchange.sink->write(QByteArray(1 << 20, 'x')); !written)
                return fail(written.error());
        }
        return response;
    }

    qint64 largestGrant = 0;

private:
    FakeClock &m_clock;
};

} // namespace

class TestRetry final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsDoubleUpToTheCap();
    void jitterIsFull();
    void givesUpAfterItsAttempts();
    void finalErrorsAreNotRepeated();
    void retryAfterIsHonoured_data();
    void retryAfterIsHonoured();
    void retryAfterBeyondReasonGivesUp();
    void cancelEndsTheWait();
    void progressOpensAllAttempts();
    void httpDates_data();
    void httpDates();
    void uploadKeepsItsRate();
    void downloadKeepsItsRate();
    void slowRatesStillMove();
    void cancelEndsAThrottledDownload();
    void nothingIsWrappedWithoutLimits();
};

void TestRetry::waitsDoubleUpToTheCap()
{
    const RetryPolicy policy{.base = 400ms, .cap = 20s, .jitter = [] { return 1.0; }};
    const QList<int> expected{400, 800, 1600, 3200, 6400, 12800, 20000, 20000};
    for (int i = 0; i < expected.size(); ++i)
        QCOMPARE(policy.delay(i + 1).count(), expected[i]);
    QCOMPARE(policy.delay(1000).count(), 20000);
}

void TestRetry::jitterIsFull()
{
    const RetryPolicy none{.base = 400ms, .jitter = [] { return 0.0; }};
    QCOMPARE(none.delay(5).count(), 0);
    const RetryPolicy half{.base = 400ms, .jitter = [] { return 0.5; }};
    QCOMPARE(half.delay(2).count(), 400);
}

void TestRetry::givesUpAfterItsAttempts()
{
    FakeClock clock;
    const RetryPolicy policy{.maxAttempts = 4, .base = 100ms, .jitter = [] { return 1.0; }};
    Retrier retrier(policy, clock, {});
    for (int i = 0; i < 3; ++i)
        QVERIFY(retrier.pause(transient()));
    const auto last = retrier.pause(transient());
    QVERIFY(!last);
    QCOMPARE(last.error().code, ErrorCode::ServerFailure);
    QVERIFY2(last.error().message.contains(u'4'), qUtf8Printable(last.error().message));
    QCOMPARE(clock.sleeps(), (QList<std::chrono::milliseconds>{100ms, 200ms, 400ms}));
}

void TestRetry::finalErrorsAreNotRepeated()
{
    FakeClock clock;
    Retrier retrier(RetryPolicy{}, clock, {});
    Error error = transient();
    error.retryable = false;
    const auto outcome = retrier.pause(error);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().message, error.message);
    QVERIFY(clock.sleeps().isEmpty());
}

void TestRetry::retryAfterIsHonoured_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("waited"); // ms; the policy alone would wait 100
    QTest::newRow("seconds") << QByteArray("7") << 7000;
    QTest::newRow("spaces") << QByteArray(" 7 ") << 7000;
    QTest::newRow("date") << QByteArray("Sat, 31 Jan 2026 09:05:09 GMT") << 9000;
    QTest::newRow("a date gone by") << QByteArray("Sat, 31 Jan 2026 09:00:00 GMT") << 100;
    QTest::newRow("sooner than the policy") << QByteArray("0") << 100;
    QTest::newRow("negative") << QByteArray("-5") << 100;
    QTest::newRow("nonsense") << QByteArray("soon") << 100;
    QTest::newRow("absent") << QByteArray() << 100;
}

void TestRetry::retryAfterIsHonoured()
{
    QFETCH(QByteArray, value);
    QFETCH(int, waited);
    FakeClock clock;
    const RetryPolicy policy{.base = 100ms, .jitter = [] { return 1.0; }};
    Retrier retrier(policy, clock, {});
    QVERIFY(retrier.pause(transient(), parseRetryAfter(value, clock.utcNow())));
    QCOMPARE(clock.sleeps().value(0).count(), waited);
}

void TestRetry::retryAfterBeyondReasonGivesUp()
{
    FakeClock clock;
    const RetryPolicy policy;
    Retrier retrier(policy, clock, {});
    QVERIFY(!retrier.pause(transient(), parseRetryAfter("86400", clock.utcNow())));
    QVERIFY(clock.sleeps().isEmpty());
}

void TestRetry::cancelEndsTheWait()
{
    FakeClock clock;
    const CancelToken cancel;
    clock.setSleepHook([&cancel](std::chrono::milliseconds) { cancel.request(); });
    const RetryPolicy policy;
    Retrier retrier(policy, clock, cancel);
    const auto outcome = retrier.pause(transient());
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
}

void TestRetry::progressOpensAllAttempts()
{
    FakeClock clock;
    const RetryPolicy policy{.maxAttempts = 2, .base = 1ms};
    Retrier retrier(policy, clock, {});
    for (int i = 0; i < 10; ++i) {
        QVERIFY(retrier.pause(transient()));
        retrier.noteProgress();
    }
    QVERIFY(retrier.pause(transient()));
    QVERIFY(!retrier.pause(transient()));
}

void TestRetry::httpDates_data()
{
    QTest::addColumn<QString>("expected");
    QTest::newRow("Sun, 06 Nov 1994 08:49:37 GMT") << u"1994-11-06T08:49:37Z"_s;
    QTest::newRow(" Sun, 06 Nov 1994 08:49:37 GMT ") << u"1994-11-06T08:49:37Z"_s;
    QTest::newRow("1994-11-06T08:49:37Z") << QString();
    QTest::newRow("") << QString();
}

void TestRetry::httpDates()
{
    const QDateTime time = parseHttpDate(QTest::currentDataTag());
    QTEST(time.isValid() ? time.toString(Qt::ISODate) : QString(), "expected");
}

void TestRetry::uploadKeepsItsRate()
{
    auto clock = std::make_shared<FakeClock>();
    auto greedy = std::make_unique<GreedyTransport>(*clock);
    GreedyTransport &seen = *greedy;
    const auto transport =
        throttledTransport(std::move(greedy), std::make_shared<TokenBucket>(1'000'000, clock), nullptr);
    HttpRequest request;
    request.body = QByteArray(2'000'000, 'x');
    const auto start = clock->monotonic();
    QVERIFY(transport->send(request, {}));
    const auto took = (clock->monotonic() - start).count();
    QVERIFY2(took >= 1900 && took <= 2100, qPrintable(QString::number(took)));
    QVERIFY2(seen.largestGrant <= 50'000, qPrintable(QString::number(seen.largestGrant)));
}

void TestRetry::downloadKeepsItsRate()
{
    auto clock = std::make_shared<FakeClock>();
    const auto transport = throttledTransport(std::make_unique<GreedyTransport>(*clock), nullptr,
                                              std::make_shared<TokenBucket>(1 << 20, clock));
    BytesSink sink(1 << 20);
    HttpExchange exchange;
    exchange.sink = &sink;
    const auto start = clock->monotonic();
    QVERIFY(transport->send({}, exchange));
    QCOMPARE(sink.bytes(), QByteArray(1 << 20, 'x'));
    const auto took = (clock->monotonic() - start).count();
    QVERIFY2(took >= 950 && took <= 1100, qPrintable(QString::number(took)));
}

void TestRetry::slowRatesStillMove()
{
    auto clock = std::make_shared<FakeClock>();
    TokenBucket bucket(1, clock);
    const CancelToken cancel;
    const auto start = clock->monotonic();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(bucket.wait(100, cancel).value_or(0), 1);
    const auto took = clock->monotonic() - start;
    QVERIFY(took >= 3s && took <= 5s);
}

void TestRetry::cancelEndsAThrottledDownload()
{
    auto clock = std::make_shared<FakeClock>();
    HttpExchange exchange;
    BytesSink sink(1 << 20);
    exchange.sink = &sink;
    clock->setSleepHook([&exchange](std::chrono::milliseconds) { exchange.cancel.request(); });
    const auto transport = throttledTransport(std::make_unique<GreedyTransport>(*clock), nullptr,
                                              std::make_shared<TokenBucket>(1000, clock));
    const auto response = transport->send({}, exchange);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Cancelled);
}

void TestRetry::nothingIsWrappedWithoutLimits()
{
    FakeClock clock;
    auto inner = std::make_unique<GreedyTransport>(clock);
    const HttpTransport *plain = inner.get();
    QCOMPARE(throttledTransport(std::move(inner), nullptr, nullptr).get(), plain);
}

QTEST_GUILESS_MAIN(TestRetry)
#include "tst_retry.moc"
