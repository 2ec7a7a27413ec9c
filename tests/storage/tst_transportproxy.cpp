// SPDX-License-Identifier: GPL-3.0-or-later
// The transport and a proxy that we play: what goes to it, what must not, and what is said when it refuses.
#include "storage/transportfixture.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestTransportProxy final : public QObject
{
    Q_OBJECT

    static void useProxy(const SocketServer &proxy, const QByteArray &userInfo = {})
    {
        const QByteArray url = "http://" + userInfo + "127.0.0.1:" + QByteArray::number(proxy.port());
        qputenv("http_proxy", url);
        qputenv("https_proxy", url);
    }

    static HttpRequest requestTo(const QString &url)
    {
        HttpRequest request;
        request.method = "PUT";
        request.url = QUrl(url);
        request.headers = {{"Host", "store.invalid"}, {"Authorization", "AWS4-HMAC-SHA256 signature"}};
        request.body = "body";
        request.idleTimeout = std::chrono::seconds(10);
        return request;
    }

    static SocketServer::Serve answering(Seen &seen, int status)
    {
        return speaking(seen, [status](Connection &connection, const HttpMessage &) {
            connection.write(
                httpResponse(status, "text", {{"Proxy-Authenticate", "Basic realm=\"x\""}}).bytes());
        });
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const char *name : {"http_proxy", "https_proxy", "no_proxy"})
            qunsetenv(name);
    }

    void plainRequestsPassThrough()
    {
        Seen seen;
        SocketServer proxy(answering(seen, 200));
        useProxy(proxy, "me:p%40ss@");
        const auto response = makeTransport()->send(requestTo(u"http://store.invalid/b/../o%20x"_s), {});
        QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
        QCOMPARE(response->status, 200);
        const HttpMessage arrived = seen.last();
        QCOMPARE(arrived.startLine, QByteArray("PUT http://store.invalid/b/../o%20x HTTP/1.1"));
        QCOMPARE(arrived.body, QByteArray("body"));
        QCOMPARE(arrived.header("host"), QByteArray("store.invalid"));
        QCOMPARE(arrived.header("proxy-authorization"), "Basic " + QByteArray("me:p@ss").toBase64());
        QCOMPARE(arrived.header("authorization"), QByteArray("AWS4-HMAC-SHA256 signature"));
    }

    void tunnelHearsNothingOfTheRequest()
    {
        Seen seen;
        SocketServer proxy(answering(seen, 502));
        useProxy(proxy, "me:p%40ss@");
        const auto response = makeTransport()->send(requestTo(u"https://store.invalid/b"_s), {});
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::Network);
        QVERIFY2(response.error().hint.contains(u"HTTPS_PROXY"_s), qUtf8Printable(response.error().message));
        QVERIFY(!response.error().message.contains(u"p@ss"_s));
        const HttpMessage arrived = seen.last();
        QCOMPARE(arrived.startLine, QByteArray("CONNECT store.invalid:443 HTTP/1.1"));
        QCOMPARE(arrived.header("proxy-authorization"), "Basic " + QByteArray("me:p@ss").toBase64());
        QVERIFY(arrived.header("authorization").isEmpty());
        QVERIFY(arrived.header("content-type").isEmpty());
    }

    void saysWhenTheProxyAsksForAName_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("userInfo");
        QTest::newRow("http") << u"http://store.invalid/b"_s << QByteArray();
        QTest::newRow("https") << u"https://store.invalid/b"_s << QByteArray();
        QTest::newRow("http, wrong password") << u"http://store.invalid/b"_s << QByteArray("me:no@");
        QTest::newRow("https, wrong password") << u"https://store.invalid/b"_s << QByteArray("me:no@");
    }

    void saysWhenTheProxyAsksForAName()
    {
        QFETCH(QString, url);
        QFETCH(QByteArray, userInfo);
        Seen seen;
        SocketServer proxy(answering(seen, 407));
        useProxy(proxy, userInfo);
        const auto response = makeTransport()->send(requestTo(url), {});
        QVERIFY(!response);
        QVERIFY2(response.error().code == ErrorCode::Configuration, qUtf8Printable(response.error().message));
        QVERIFY(response.error().message.contains(u"name and password"_s));
        QVERIFY(!response.error().retryable);
        QCOMPARE(seen.count(), 1);
    }

    void saysWhenTheProxyIsNotThere()
    {
        auto proxy = std::make_unique<SocketServer>([](Connection &) {});
        useProxy(*proxy);
        proxy.reset();
        const auto response = makeTransport()->send(requestTo(u"http://store.invalid/b"_s), {});
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::Network);
        QVERIFY(response.error().retryable);
        QVERIFY2(response.error().message.contains(u"proxy"_s), qUtf8Printable(response.error().message));
    }

    void goesStraightWhenToldTo_data()
    {
        QTest::addColumn<QByteArray>("noProxy");
        QTest::addColumn<bool>("useProxy");
        QTest::newRow("excepted") << QByteArray("*.invalid") << true;
        QTest::newRow("not for metadata services") << QByteArray() << false;
    }

    void goesStraightWhenToldTo()
    {
        QFETCH(QByteArray, noProxy);
        Seen seen;
        SocketServer proxy(answering(seen, 200));
        useProxy(proxy);
        qputenv("no_proxy", noProxy);
        QFETCH(bool, useProxy);
        const auto transport = createTransport({.caFile = {}, .useProxy = useProxy});
        QVERIFY(transport);
        const auto response = (*transport)->send(requestTo(u"http://store.invalid/b"_s), {});
        QVERIFY(!response); // there is no such name
        QCOMPARE(response.error().code, ErrorCode::Network);
        QVERIFY2(response.error().message.contains(u"store.invalid could not be found"_s),
                 qUtf8Printable(response.error().message));
        QCOMPARE(seen.count(), 0);
    }

    void loopbackGoesStraight()
    {
        Seen seen;
        Seen proxySeen;
        SocketServer proxy(answering(proxySeen, 502));
        SocketServer server(answering(seen, 200));
        useProxy(proxy);
        const QString url = u"http://bucket.localhost:%1/x"_s.arg(server.port()); // RFC 6761, 6.3
        const auto response = makeTransport()->send(requestTo(url), {});
        QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
        QCOMPARE(seen.last().target(), QByteArray("/x"));
        QCOMPARE(proxySeen.count(), 0);
    }

    void refusalOfTheStoreIsNotTheProxys()
    {
        Seen seen;
        SocketServer server(answering(seen, 407));
        HttpRequest request = lifeboat::requestTo(server);
        const auto response = makeTransport()->send(request, {});
        QVERIFY(response);
        QCOMPARE(response->status, 407);
    }
};

QTEST_GUILESS_MAIN(TestTransportProxy)
#include "tst_transportproxy.moc"
