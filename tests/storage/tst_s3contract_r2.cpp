// SPDX-License-Identifier: GPL-3.0-or-later
// The store contract on Cloudflare's own simulator of R2, whose S3 interface lies at a path below "/".
#include "storage/s3fixture.h"

using namespace lifeboat;
using namespace Qt::StringLiterals;

class R2ContractTest final : public StoreContract
{
    Q_OBJECT

protected:
    Result<std::unique_ptr<ObjectStore>> openStore() override { return S3Setup(*m_endpoint).open(); }
    qint64 largestAtomicCreate() const override { return 5 * mebibyte; }

private:
    TestServer m_server;
    std::optional<S3Endpoint> m_endpoint;

private slots:
    void initTestCase() { LIFEBOAT_START_SERVER(m_endpoint, m_server, TestServer::Kind::R2Simulator); }

    void reachesAnEndpointWithAPath_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::newRow("without a slash") << QString();
        QTest::newRow("with a slash") << u"/"_s;
    }

    void reachesAnEndpointWithAPath()
    {
        QFETCH(QString, ending);
        S3Setup setup(*m_endpoint);
        QVERIFY(setup.options.endpoint.path().size() > 1);
        setup.options.endpoint.setPath(setup.options.endpoint.path() + ending);
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        PatternSource body(1000);
        LIFEBOAT_OK((*opened)->put(putRequest(key(u"a b+c"_s)), body));
        QVERIFY(holds(key(u"a b+c"_s), 1000));
    }

    void saysWhenTheSecretIsWrong()
    {
        S3Setup setup(*m_endpoint);
        setup.secretKey = QString(64, u'0');
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        PatternSource body(10);
        LIFEBOAT_FAILS((*opened)->put(putRequest(key(u"object"_s)), body), ErrorCode::AuthFailed);
    }

    void saysWhenTheBucketIsMissing()
    {
        S3Setup setup(*m_endpoint);
        setup.options.bucket = u"no-such-bucket"_s;
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        PatternSource body(10);
        const auto put = (*opened)->put(putRequest(key(u"object"_s)), body);
        QVERIFY(!put);
        // R2 tells a key that is not for this bucket from no bucket at all; its simulator does not.
        QVERIFY2(put.error().code == ErrorCode::BucketMissing || put.error().code == ErrorCode::AuthFailed
                     || put.error().code == ErrorCode::Forbidden,
                 errorText(put).constData());
    }

    void countsWhatCosts()
    {
        S3Setup setup(*m_endpoint);
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        PatternSource body(1000);
        LIFEBOAT_OK((*opened)->put(putRequest(key(u"object"_s)), body));
        QCOMPARE(setup.meter->classA.load(), qint64(1));
        QCOMPARE(setup.meter->classB.load(), qint64(0));
        QVERIFY(setup.meter->bytesSent >= 1000);
        LIFEBOAT_OK((*opened)->head(key(u"object"_s), {}));
        QCOMPARE(setup.meter->classB.load(), qint64(1));
        LIFEBOAT_OK((*opened)->list(prefix(), {}, {}));
        QCOMPARE(setup.meter->classA.load(), qint64(2));
        LIFEBOAT_OK((*opened)->remove(key(u"object"_s), {}));
        QCOMPARE(setup.meter->free.load(), qint64(1));
        QCOMPARE(setup.meter->classA.load(), qint64(2));
    }
};

QTEST_GUILESS_MAIN(R2ContractTest)
#include "tst_s3contract_r2.moc"
