// SPDX-License-Identifier: GPL-3.0-or-later
// Writing over a network that misbehaves: every fault between the S3 store and a real server ends in a whole
// object or a clear error, with nothing left behind and no request repeated that must not be.
#include "storage/s3faultsfixture.h"

#include <QElapsedTimer>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class S3FaultsTest final : public S3FaultsFixture
{
    Q_OBJECT

private slots:
    void saysWhenNobodyListens()
    {
        S3Setup closed = setup();
        closed.options.endpoint.setPort(1);
        m_store = std::move(*closed.open());
        const auto refused = put(10);
        LIFEBOAT_FAILS(refused, ErrorCode::Network);
        QVERIFY(refused.error().retryable);
        QVERIFY(!refused.error().hint.isEmpty());
        LIFEBOAT_FAILS(m_store->list({}, {}, {}), ErrorCode::Network);
    }

    void survivesOneFaultWhilePutting_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<Fault>("fault");
        struct Named
        {
            const char *name;
            Fault fault;
        };
        const QList<Named> faults = {
            {"reset before", Fault::resetRequestAfter(0)},
            {"reset mid-body", Fault::resetRequestAfter(500)},
            {"stalled before", Fault::stallRequestAfter(0)},
            {"stalled mid-body", Fault::stallRequestAfter(500)},
            {"reply lost", Fault::loseReply()},
            {"reply stalled", Fault::stallResponseAfter(0)},
            {"reply slow", Fault::slowResponse(4, 100ms)},
            {"408", Fault::answer(xmlError(408, "RequestTimeout"))},
            {"429", Fault::answer(xmlError(429, "TooManyRequests"))},
            {"500", Fault::answer(xmlError(500, "InternalError"))},
            {"502", Fault::answer(httpResponse(502, "<html>bad gateway"))},
            {"503", Fault::answer(xmlError(503, "SlowDown"))},
            {"504", Fault::answer(httpResponse(504))},
            {"500 after the work",
             Fault::alter([](HttpMessage &response) { response = xmlError(500, "InternalError"); })},
        };
        struct Step
        {
            const char *name;
            qint64 size;
            QByteArray method;
            QByteArray target;
        };
        for (const Step &step :
             {Step{"single put", 1000, "PUT", {}}, Step{"begin", manyParts, "POST", "uploads"},
              Step{"part", manyParts, "PUT", "partNumber=2"},
              Step{"complete", manyParts, "POST", "uploadId="}}) {
            for (const Named &named : faults)
                QTest::addRow("%s, %s", step.name, named.name)
                    << step.size << step.method << step.target << named.fault;
        }
    }

    void survivesOneFaultWhilePutting()
    {
        QFETCH(qint64, size);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(Fault, fault);
        addFault({method, target}, fault);
        LIFEBOAT_OK(put(size));
        QCOMPARE(m_proxy->hits(), 1);
        QVERIFY(isStored(size));
        const auto keys = listAll(*m_direct, u"faults/"_s, {});
        LIFEBOAT_OK(keys);
        QCOMPARE(keys->size(), 1);
    }

    void repeatsOnlyThePartThatFailed()
    {
        m_proxy->add({"PUT", "partNumber=2"}, Fault::answer(xmlError(500, "InternalError")));
        LIFEBOAT_OK(put(manyParts));
        QCOMPARE(m_proxy->count("PUT", "partNumber=1"), 1);
        QCOMPARE(m_proxy->count("PUT", "partNumber=2"), 2);
        QCOMPARE(m_proxy->count("PUT", "partNumber=3"), 1);
        QCOMPARE(m_proxy->count("POST", "uploads"), 1);
    }

    void givesUpAndLeavesNothing_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<ErrorCode>("expected");
        const Fault unavailable = Fault::answer(xmlError(503, "ServiceUnavailable"));
        QTest::newRow("put, reset") << qint64(1000) << "PUT"_ba
                                    << ""_ba << Fault::resetRequestAfter(1) << ErrorCode::Network;
        QTest::newRow("put, stalled") << qint64(1000) << "PUT"_ba
                                      << ""_ba << Fault::stallRequestAfter(1) << ErrorCode::Timeout;
        QTest::newRow("put, 500") << qint64(1000) << "PUT"_ba
                                  << ""_ba << unavailable << ErrorCode::ServerFailure;
        QTest::newRow("put, 429") << qint64(1000) << "PUT"_ba
                                  << ""_ba << Fault::answer(xmlError(429, "TooManyRequests"))
                                  << ErrorCode::RateLimited;
        QTest::newRow("begin, 503") << manyParts << "POST"_ba
                                    << "uploads"_ba << unavailable << ErrorCode::ServerFailure;
        QTest::newRow("part, 503") << manyParts << "PUT"_ba
                                   << "partNumber=2"_ba << unavailable << ErrorCode::ServerFailure;
        QTest::newRow("part, stalled")
            << manyParts << "PUT"_ba
            << "partNumber=1"_ba << Fault::stallRequestAfter(mebibyte) << ErrorCode::Timeout;
        QTest::newRow("complete, 503") << manyParts << "POST"_ba
                                       << "uploadId="_ba << unavailable << ErrorCode::ServerFailure;
    }

    void givesUpAndLeavesNothing()
    {
        QFETCH(qint64, size);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(Fault, fault);
        QFETCH(ErrorCode, expected);
        addFault({method, target, 0, FaultProxy::always}, fault);
        const auto failed = put(size);
        LIFEBOAT_FAILS(failed, expected);
        QVERIFY(failed.error().retryable);
        QCOMPARE(m_proxy->hits(), attempts);
        QVERIFY(nothingIsLeft());
    }

    void neverRepeatsWhatCannotSucceed_data()
    {
        QTest::addColumn<HttpMessage>("answer");
        QTest::addColumn<ErrorCode>("expected");
        QTest::newRow("400") << xmlError(400, "InvalidArgument") << ErrorCode::Protocol;
        QTest::newRow("401") << xmlError(401, "Unauthorized") << ErrorCode::AuthFailed;
        QTest::newRow("403") << xmlError(403, "AccessDenied") << ErrorCode::Forbidden;
        QTest::newRow("unknown key") << xmlError(403, "InvalidAccessKeyId") << ErrorCode::AuthFailed;
        QTest::newRow("expired token") << xmlError(400, "ExpiredToken") << ErrorCode::AuthFailed;
        QTest::newRow("bucket gone") << xmlError(404, "NoSuchBucket") << ErrorCode::BucketMissing;
        QTest::newRow("exists") << xmlError(412, "PreconditionFailed") << ErrorCode::AlreadyExists;
    }

    void neverRepeatsWhatCannotSucceed()
    {
        QFETCH(HttpMessage, answer);
        QFETCH(ErrorCode, expected);
        m_proxy->add({"PUT", {}, 0, FaultProxy::always}, Fault::answer(answer));
        const auto failed = put(1000);
        QVERIFY(!failed);
        QCOMPARE(m_proxy->count("PUT"), 1);
        QVERIFY2(failed.error().code == expected
                     || (expected == ErrorCode::Protocol && failed.error().code == ErrorCode::Refused),
                 errorText(failed).constData());
        QVERIFY(!failed.error().retryable);
        QVERIFY(nothingIsLeft());
    }

    void waitsAsLongAsTheStoreAsks()
    {
        m_proxy->add({"PUT"}, Fault::answer(xmlError(429, "TooManyRequests", {{"Retry-After", "37"}})));
        LIFEBOAT_OK(put(1000));
        QVERIFY(m_clock->longestSleep() >= 37s);
        QCOMPARE(m_proxy->count("PUT"), 2);
    }

    void settlesALostReplyByAsking()
    {
        // Every answer to a write is lost: only asking can tell that it landed.
        m_proxy->add({"PUT", {}, 0, FaultProxy::always}, Fault::loseReply());
        LIFEBOAT_OK(put(1000));
        QVERIFY(m_proxy->count("HEAD") >= 1);
        QVERIFY(isStored(1000));
    }

    void doesNotTakeAnothersObjectForItsOwn()
    {
        PutRequest request;
        request.key = m_key;
        PatternSource theirs(1000, 2);
        LIFEBOAT_OK(m_direct->put(request, theirs));
        m_proxy->add({"PUT", {}, 0, 2}, Fault::loseReply());
        LIFEBOAT_FAILS(put(1000, 1), ErrorCode::AlreadyExists);
        QVERIFY(isStored(1000, 2));
    }

    void saysWhenTheClockCannotBeMended()
    {
        const QByteArray date = "Mon, 01 Jan 2024 00:00:00 GMT";
        m_proxy->add({{}, {}, 0, FaultProxy::always},
                     Fault::answer(xmlError(403, "RequestTimeTooSkewed", {{"Date", date}})));
        const auto failed = put(1000);
        LIFEBOAT_FAILS(failed, ErrorCode::ClockSkew);
        QVERIFY(!failed.error().hint.isEmpty());
        QVERIFY(m_proxy->hits() <= 3);
    }

    void believesACompletionOnlyWhenItSaysSo()
    {
        // S3 answers 200 before it knows, and puts the failure into the body.
        HttpMessage early = xmlError(200, "InternalError");
        m_proxy->add({"POST", "uploadId="}, Fault::answer(early));
        LIFEBOAT_OK(put(manyParts));
        QCOMPARE(m_proxy->count("POST", "uploadId="), 2);
        QVERIFY(isStored(manyParts));
    }

    void stopsWaitingWhenCancelled_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("single put") << qint64(1000) << ""_ba;
        QTest::newRow("part") << manyParts << "partNumber="_ba;
    }

    void stopsWaitingWhenCancelled()
    {
        QFETCH(qint64, size);
        QFETCH(QByteArray, target);
        m_proxy->add({"PUT", target, 0, FaultProxy::always}, Fault::stallRequestAfter(100));
        PutRequest request;
        request.key = m_key;
        PatternSource body(size);
        QElapsedTimer timer;
        timer.start();
        const auto cancelled = cancelWhenHit(request.cancel, [&] { return m_store->put(request, body); });
        LIFEBOAT_FAILS(cancelled, ErrorCode::Cancelled);
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(nothingIsLeft());
    }

    void stopsBetweenAttemptsWhenCancelled()
    {
        PutRequest request;
        request.key = m_key;
        m_clock->onSleep = [&] { request.cancel.request(); };
        m_proxy->add({"PUT", {}, 0, FaultProxy::always}, Fault::answer(xmlError(503, "SlowDown")));
        PatternSource body(1000);
        LIFEBOAT_FAILS(m_store->put(request, body), ErrorCode::Cancelled);
        QCOMPARE(m_proxy->count("PUT"), 1);
    }

    void removesOnceWhenTheReplyIsLost()
    {
        LIFEBOAT_OK(put(10));
        m_proxy->add({"DELETE"}, Fault::loseReply());
        LIFEBOAT_OK(m_store->remove(m_key, {}));
        QVERIFY(nothingIsLeft());
    }
};

QTEST_GUILESS_MAIN(S3FaultsTest)
#include "tst_s3faults.moc"
