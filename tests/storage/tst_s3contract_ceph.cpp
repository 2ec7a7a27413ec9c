// SPDX-License-Identifier: GPL-3.0-or-later
// The store contract on Ceph's RADOS Gateway, and what an S3 client gets wrong with a strict server: TLS,
// signatures, clocks, left-over uploads.
#include "storage/s3fixture.h"

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class CephContractTest final : public StoreContract
{
    Q_OBJECT

protected:
    Result<std::unique_ptr<ObjectStore>> openStore() override { return S3Setup(*m_endpoint).open(); }
    qint64 largestAtomicCreate() const override { return 5 * mebibyte; }

private:
    TestServer m_server;
    std::optional<S3Endpoint> m_endpoint;

    Result<void> putWith(const S3Setup &setup, const QString &name) const
    {
        const auto opened = setup.open();
        if (!opened)
            return fail(opened.error());
        BytesSource body("probe"_ba);
        return (*opened)->put(putRequest(key(name)), body);
    }

private slots:
    void initTestCase() { LIFEBOAT_START_SERVER(m_endpoint, m_server, TestServer::Kind::Ceph); }

    void trustsTheCertificateItWasGiven()
    {
        S3Setup setup(*m_endpoint);
        setup.options.endpoint = m_endpoint->tlsUrl;
        setup.options.caFile = m_endpoint->caFile;
        const auto tls = setup.open();
        LIFEBOAT_OK(tls);
        PatternSource body(manyParts);
        LIFEBOAT_OK((*tls)->put(putRequest(key(u"object"_s)), body));
        QVERIFY(holds(key(u"object"_s), manyParts));
    }

    void doesNotTrustACertificateOfItsOwn()
    {
        S3Setup setup(*m_endpoint);
        setup.options.endpoint = m_endpoint->tlsUrl;
        const auto put = putWith(setup, u"object"_s);
        LIFEBOAT_FAILS(put, ErrorCode::Tls);
        QVERIFY(!put.error().hint.isEmpty());
        QVERIFY(!put.error().retryable);
        QVERIFY(nothingIsLeft());
    }

    void saysWhenTheSecretIsWrong()
    {
        S3Setup setup(*m_endpoint);
        setup.secretKey += u"x"_s;
        const auto put = putWith(setup, u"object"_s);
        LIFEBOAT_FAILS(put, ErrorCode::AuthFailed);
        QVERIFY(!describe(put.error()).contains(setup.secretKey));
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        PatternSource body(manyParts);
        LIFEBOAT_FAILS((*opened)->put(putRequest(key(u"large"_s)), body), ErrorCode::AuthFailed);
        LIFEBOAT_FAILS((*opened)->list({}, {}, {}), ErrorCode::AuthFailed);
    }

    void saysWhenTheKeyIsUnknown()
    {
        S3Setup setup(*m_endpoint);
        setup.accessKey = u"UNKNOWNKEY"_s;
        LIFEBOAT_FAILS(putWith(setup, u"object"_s), ErrorCode::AuthFailed);
    }

    void saysWhenTheBucketIsMissing()
    {
        S3Setup setup(*m_endpoint);
        setup.options.bucket = u"no-such-bucket"_s;
        const auto put = putWith(setup, u"object"_s);
        LIFEBOAT_FAILS(put, ErrorCode::BucketMissing);
        QVERIFY(put.error().message.contains(u"no-such-bucket"));
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        LIFEBOAT_FAILS((*opened)->list({}, {}, {}), ErrorCode::BucketMissing);
    }

    void learnsTheServersClock_data()
    {
        QTest::addColumn<int>("shift");
        QTest::newRow("an hour slow") << -3600;
        QTest::newRow("an hour fast") << 3600;
        QTest::newRow("a day fast") << 86'400;
        QTest::newRow("a month slow") << -30 * 86'400;
    }

    void learnsTheServersClock()
    {
        QFETCH(int, shift);
        S3Setup setup(*m_endpoint);
        setup.clock = std::make_shared<ShiftedClock>(std::chrono::seconds(shift));
        const auto skewed = setup.open();
        LIFEBOAT_OK(skewed);
        PatternSource body(1000);
        LIFEBOAT_OK((*skewed)->put(putRequest(key(u"object"_s)), body));
        QVERIFY(holds(key(u"object"_s), 1000));
        const qint64 learned = setup.meter->classA + setup.meter->classB;
        LIFEBOAT_OK((*skewed)->list(prefix(), {}, {}));
        QCOMPARE(setup.meter->classA + setup.meter->classB, learned + 1); // learned once, not every time
        PatternSource large(manyParts);
        LIFEBOAT_OK((*skewed)->put(putRequest(key(u"large"_s)), large)); // and told to the upload threads
        QVERIFY(holds(key(u"large"_s), manyParts));

        const auto offset = measureClockOffset(setup.options, *setup.clock, {});
        LIFEBOAT_OK(offset);
        QVERIFY(std::chrono::abs(*offset + std::chrono::seconds(shift)) < 5s);
    }

    void sendsMd5WhenAsked()
    {
        S3Setup setup(*m_endpoint);
        setup.options.contentMd5 = true;
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        for (const qint64 size : {qint64(1000), manyParts}) {
            PutRequest request = putRequest(key(u"object"_s));
            request.createOnly = false;
            PatternSource body(size);
            LIFEBOAT_OK((*opened)->put(request, body));
            QVERIFY(holds(request.key, size));
        }
    }

    void removesWhatKilledUploadsLeft()
    {
        // A proxy that loses every abort and refuses every completion plays the killed process.
        FaultProxy proxy(m_endpoint->url);
        proxy.add({"POST", "uploadId=", 0, FaultProxy::always}, Fault::answer(httpResponse(400)));
        proxy.add({"DELETE", "uploadId=", 0, FaultProxy::always}, Fault::answer(httpResponse(400)));
        S3Setup setup(*m_endpoint);
        setup.options.endpoint = proxy.url();
        const auto killed = setup.open();
        LIFEBOAT_OK(killed);
        for (const QString &name : {u"a/object"_s, u"b/object"_s}) {
            PatternSource body(manyParts);
            QVERIFY(!(*killed)->put(putRequest(key(name)), body));
        }
        QVERIFY(proxy.hits() >= 2);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const auto young = store().removeUnfinished(prefix(), now.addDays(-1), {});
        LIFEBOAT_OK(young);
        QCOMPARE(*young, 0);
        const auto one = store().removeUnfinished(key(u"a/"_s), now.addDays(1), {});
        LIFEBOAT_OK(one);
        QCOMPARE(*one, 1);
        const auto rest = store().removeUnfinished(prefix(), now.addDays(1), {});
        LIFEBOAT_OK(rest);
        QCOMPARE(*rest, 1);
        QVERIFY(nothingIsLeft());
    }
};

QTEST_GUILESS_MAIN(CephContractTest)
#include "tst_s3contract_ceph.moc"
