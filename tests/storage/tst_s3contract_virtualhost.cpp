// SPDX-License-Identifier: GPL-3.0-or-later
// The store contract on Ceph's RADOS Gateway with the bucket in the host name, as S3 itself has it. Names
// below "localhost" lead to this machine (RFC 6761, 6.3).
#include "storage/s3fixture.h"

using namespace lifeboat;
using namespace Qt::StringLiterals;

class VirtualHostContractTest final : public StoreContract
{
    Q_OBJECT

protected:
    Result<std::unique_ptr<ObjectStore>> openStore() override { return virtualHost().open(); }
    qint64 largestAtomicCreate() const override { return 5 * mebibyte; }

private:
    TestServer m_server;
    std::optional<S3Endpoint> m_endpoint;

    S3Setup virtualHost() const
    {
        S3Setup setup(*m_endpoint);
        setup.options.endpoint.setHost(u"localhost"_s);
        setup.options.pathStyle = false;
        return setup;
    }

private slots:
    void initTestCase() { LIFEBOAT_START_SERVER(m_endpoint, m_server, TestServer::Kind::Ceph); }

    void bucketIsInTheHostName()
    {
        PatternSource body(manyParts);
        LIFEBOAT_OK(store().put(putRequest(key(u"a b+c"_s)), body));
        const auto inPath = S3Setup(*m_endpoint).open();
        LIFEBOAT_OK(inPath);
        GetRequest request;
        request.key = key(u"a b+c"_s);
        PatternSink sink;
        LIFEBOAT_OK((*inPath)->get(request, sink)); // the same bucket by its other address
        QCOMPARE(sink.received(), manyParts);
        QVERIFY(sink.matches());
    }

    void saysWhenTheBucketIsMissing()
    {
        S3Setup setup = virtualHost();
        setup.options.bucket = u"no-such-bucket"_s;
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        BytesSource body("probe"_ba);
        // The key begins with a bucket that exists: it must not be taken for the bucket's name.
        LIFEBOAT_FAILS((*opened)->put(putRequest(m_endpoint->bucket + u"/object"_s), body),
                       ErrorCode::BucketMissing);
        LIFEBOAT_FAILS((*opened)->list({}, {}, {}), ErrorCode::BucketMissing);
    }

    void saysWhenTheSecretIsWrong()
    {
        S3Setup setup = virtualHost();
        setup.secretKey += u"x"_s;
        const auto opened = setup.open();
        LIFEBOAT_OK(opened);
        BytesSource body("probe"_ba);
        LIFEBOAT_FAILS((*opened)->put(putRequest(key(u"object"_s)), body), ErrorCode::AuthFailed);
    }
};

QTEST_GUILESS_MAIN(VirtualHostContractTest)
#include "tst_s3contract_virtualhost.moc"
