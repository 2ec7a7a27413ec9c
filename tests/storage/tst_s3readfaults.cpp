// SPDX-License-Identifier: GPL-3.0-or-later
// Reading over a network that misbehaves: downloads that break and go on, listings that lie, redirects.
#include "storage/s3faultsfixture.h"
#include "support/httpserver.h"

#include <QElapsedTimer>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class S3ReadFaultsTest final : public S3FaultsFixture
{
    Q_OBJECT

private slots:
    void goesOnWhereADownloadBroke_data()
    {
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<int>("times");
        QTest::newRow("reset") << Fault::resetResponseAfter(3 * mebibyte + 1) << 2;
        QTest::newRow("truncated") << Fault::truncateResponseAfter(3 * mebibyte + 1) << 2;
        QTest::newRow("stalled") << Fault::stallResponseAfter(3 * mebibyte + 1) << 2;
        QTest::newRow("before the first byte") << Fault::truncateResponseAfter(0) << 2;
        QTest::newRow("no answer") << Fault::stallRequestAfter(0) << 1;
        QTest::newRow("500") << Fault::answer(xmlError(500, "InternalError")) << 2;
    }

    void goesOnWhereADownloadBroke()
    {
        QFETCH(Fault, fault);
        QFETCH(int, times);
        LIFEBOAT_OK(put(manyParts));
        addFault({"GET", "object", 0, times}, fault);
        GetRequest request;
        request.key = m_key;
        QList<qint64> steps;
        request.progress = [&](qint64 done, qint64) { steps.append(done); };
        PatternSink sink;
        const auto got = m_store->get(request, sink);
        LIFEBOAT_OK(got);
        QCOMPARE(got->size, manyParts);
        QCOMPARE(sink.received(), manyParts); // nothing twice
        QVERIFY(sink.matches());
        QVERIFY(std::is_sorted(steps.cbegin(), steps.cend()));
        QCOMPARE(m_proxy->hits(), times);
        QCOMPARE(m_proxy->count("GET", "object"), times + 1);
    }

    void givesUpADownloadThatNeverMoves()
    {
        LIFEBOAT_OK(put(manyParts));
        m_proxy->add({"GET", "object", 0, FaultProxy::always}, Fault::truncateResponseAfter(0));
        GetRequest request;
        request.key = m_key;
        PatternSink sink;
        LIFEBOAT_FAILS(m_store->get(request, sink), ErrorCode::Network);
        QCOMPARE(m_proxy->hits(), attempts);
        QCOMPARE(sink.received(), qint64(0));
    }

    void doesNotMixTwoObjectsInOneDownload()
    {
        LIFEBOAT_OK(put(manyParts, 1));
        m_proxy->add({"GET", "object"}, Fault::truncateResponseAfter(mebibyte));
        m_clock->onSleep = [&] { // between the two halves
            PutRequest request;
            request.key = m_key;
            request.createOnly = false;
            PatternSource other(manyParts, 2);
            if (!m_direct->put(request, other))
                qFatal("cannot replace the object");
        };
        GetRequest request;
        request.key = m_key;
        PatternSink sink;
        LIFEBOAT_FAILS(m_store->get(request, sink), ErrorCode::Protocol);
    }

    void bearsASlowServer()
    {
        LIFEBOAT_OK(put(mebibyte));
        m_store = std::move(*setup(1s).open());
        m_proxy->add({"GET", "object"}, Fault::slowResponse(10, 150ms)); // slower in all than the idle limit
        GetRequest request;
        request.key = m_key;
        PatternSink sink;
        LIFEBOAT_OK(m_store->get(request, sink));
        QVERIFY(sink.matches());
        QCOMPARE(m_proxy->count("GET", "object"), 1);
    }

    void doesNotTrustALyingListing_data()
    {
        using Change = std::function<void(HttpMessage &)>;
        QTest::addColumn<Change>("change");
        const auto truncated = [](const QByteArray &token) -> Change {
            return [token](HttpMessage &response) {
                QByteArray body = response.body;
                body.replace("<IsTruncated>false</IsTruncated>", "<IsTruncated>true</IsTruncated>" + token);
                replaceBody(response, body);
            };
        };
        QTest::newRow("more without a token") << truncated({});
        QTest::newRow("more with an empty token") << truncated("<NextContinuationToken/>");
        QTest::newRow("the same page for ever")
            << truncated("<NextContinuationToken>again</NextContinuationToken>");
        QTest::newRow("cut XML") << Change([](HttpMessage &response) {
            replaceBody(response, response.body.left(response.body.size() / 2));
        });
        QTest::newRow("no XML") << Change([](HttpMessage &response) {
            replaceBody(response, "<html><body>Welcome to our hotel</body></html>");
        });
        QTest::newRow("nothing") << Change([](HttpMessage &response) { replaceBody(response, {}); });
        QTest::newRow("keys of elsewhere") << Change([](HttpMessage &response) {
            replaceBody(response, QByteArray(response.body).replace("<Key>faults", "<Key>others"));
        });
    }

    void doesNotTrustALyingListing()
    {
        using Change = std::function<void(HttpMessage &)>;
        QFETCH(Change, change);
        LIFEBOAT_OK(put(10));
        m_proxy->add({"GET", "list-type=2", 0, FaultProxy::always}, Fault::alter(change));
        const auto listed = listAll(*m_store, u"faults/"_s, {});
        LIFEBOAT_FAILS(listed, ErrorCode::Protocol);
        QVERIFY(m_proxy->count("GET", "list-type=2") <= attempts);
    }

    void doesNotFollowRedirects_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 302, 307, 308})
            QTest::addRow("%d", status) << status;
    }

    void doesNotFollowRedirects()
    {
        QFETCH(int, status);
        HttpServer elsewhere;
        const HttpMessage redirect =
            httpResponse(status, {}, {{"Location", elsewhere.url(u"/stolen"_s).toEncoded()}});
        m_proxy->add({{}, {}, 0, FaultProxy::always}, Fault::answer(redirect));
        const auto failed = put(1000);
        QVERIFY(!failed);
        QVERIFY2(!failed.error().hint.isEmpty(), errorText(failed).constData());
        GetRequest request;
        request.key = m_key;
        PatternSink sink;
        QVERIFY(!m_store->get(request, sink));
        QVERIFY(elsewhere.requests().isEmpty());
    }

    void stopsADownloadThatStallsWhenCancelled()
    {
        LIFEBOAT_OK(put(manyParts));
        m_proxy->add({"GET", "object", 0, FaultProxy::always}, Fault::stallResponseAfter(mebibyte));
        GetRequest request;
        request.key = m_key;
        PatternSink sink;
        QElapsedTimer timer;
        timer.start();
        const auto cancelled = cancelWhenHit(request.cancel, [&] { return m_store->get(request, sink); });
        LIFEBOAT_FAILS(cancelled, ErrorCode::Cancelled);
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(S3ReadFaultsTest)
#include "tst_s3readfaults.moc"
