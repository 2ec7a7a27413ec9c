// SPDX-License-Identifier: GPL-3.0-or-later
// The transport against a server that we play byte by byte: what it must not do for us.
#include "storage/transportfixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestTransport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsArriveAsTheyWere_data();
    void requestsArriveAsTheyWere();
    void everyStatusIsAnAnswer_data();
    void everyStatusIsAnAnswer();
    void pathArrivesAsItWas_data();
    void pathArrivesAsItWas();
    void connectionIsKept();
    void chunkedBodyIsPutTogether();
    void interimAnswersArePassedOver();
    void compressedBodyStaysCompressed();
    void cookiesAreForgotten();
    void plainThreadsHaveTransports();
    void caFileIsChecked_data();
    void caFileIsChecked();
    void plainSpeechIsNoTls();
};

void TestTransport::requestsArriveAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("contentLength");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray() << QByteArray();
    QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray() << QByteArray();
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray() << QByteArray();
    QTest::newRow("PUT") << QByteArray("PUT") << QByteArray(3'000'000, 'x') << QByteArray("3000000");
    QTest::newRow("PUT, empty") << QByteArray("PUT") << QByteArray() << QByteArray("0");
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("<a/>") << QByteArray("4");
    QTest::newRow("POST, empty") << QByteArray("POST") << QByteArray() << QByteArray("0");
}

void TestTransport::requestsArriveAsTheyWere()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200, {}, {{"X-Mixed-Case", "v"}}).bytes());
    }));
    HttpRequest request = requestTo(server, method, body);
    request.headers = {{"Host", "127.0.0.1:" + QByteArray::number(server.port())}, {"x-amz-date", "now"}};
    HttpExchange exchange;
    qint64 sent = 0;
    exchange.sent = [&sent](qint64 done, qint64) { sent = done; };
    const auto response = makeTransport()->send(request, exchange);
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(response->status, 200);
    QCOMPARE(response->header("x-mixed-case"), QByteArray("v"));
    const HttpMessage arrived = seen.last();
    QCOMPARE(arrived.startLine, method + " /bucket/a%20b?x=%2F HTTP/1.1");
    QCOMPARE(arrived.body, body);
    QTEST(arrived.header("content-length"), "contentLength");
    QCOMPARE(arrived.header("host"), "127.0.0.1:" + QByteArray::number(server.port()));
    QCOMPARE(arrived.header("x-amz-date"), QByteArray("now"));
    QCOMPARE(arrived.header("accept-encoding"), QByteArray("identity"));
    QVERIFY(arrived.header("expect").isEmpty());
    QVERIFY(arrived.header("upgrade").isEmpty()); // no HTTP/2
    QCOMPARE(sent, body.size());
}

void TestTransport::everyStatusIsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status :
         {200, 204, 206, 301, 302, 307, 308, 400, 401, 403, 404, 409, 412, 416, 429, 500, 501, 503})
        QTest::addRow("%d", status) << status;
}

void TestTransport::everyStatusIsAnAnswer()
{
    QFETCH(int, status);
    Seen seen;
    const QByteArray body = status == 204 ? QByteArray() : QByteArray("<Error/>");
    SocketServer server(speaking(seen, [&](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(status, body,
                                      {{"Location", "http://127.0.0.1:1/elsewhere"},
                                       {"WWW-Authenticate", "Basic realm=\"x\""},
                                       {"Retry-After", "1"}})
                             .bytes());
    }));
    const auto transport = makeTransport();
    for (const QByteArray &method : {QByteArray("GET"), QByteArray("PUT"), QByteArray("POST")}) {
        const auto response = transport->send(requestTo(server, method, method == "PUT" ? "x" : ""), {});
        QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
        QCOMPARE(response->status, status);
        QCOMPARE(response->body, body);
        QCOMPARE(response->header("retry-after"), QByteArray("1"));
    }
    QCOMPARE(seen.count(), 3); // nothing was followed or repeated
}

void TestTransport::pathArrivesAsItWas_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target : {"/", "/a/../b/./c", "//a//b/", "/a%2Fb/..%2F/~d", "/a+b%20c?x=%2B&y",
                               "/%C3%A4?list-type=2&prefix=a%2F..%2F"})
        QTest::newRow(target) << QByteArray(target);
}

void TestTransport::pathArrivesAsItWas()
{
    QFETCH(QByteArray, target);
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200).bytes());
    }));
    HttpRequest request = requestTo(server);
    request.url = QUrl::fromEncoded("http://127.0.0.1:" + QByteArray::number(server.port()) + target);
    QVERIFY(request.url.toEncoded().endsWith(target));
    const auto response = makeTransport()->send(request, {});
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(seen.last().target(), target);
}

void TestTransport::connectionIsKept()
{
    Seen seen;
    std::atomic<int> connections{0};
    const auto serve = speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(404, "body").bytes());
    });
    SocketServer server([&](Connection &connection) {
        ++connections;
        serve(connection);
    });
    const auto transport = makeTransport();
    for (const char *method : {"PUT", "GET", "HEAD", "POST", "DELETE"})
        QVERIFY(transport->send(requestTo(server, method), {}));
    QCOMPARE(seen.count(), 5);
    QCOMPARE(connections.load(), 1);
}

void TestTransport::chunkedBodyIsPutTogether()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"x\"\r\n\r\n"
                         "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nETag: \"y\"\r\n\r\n");
    }));
    const auto response = makeTransport()->send(requestTo(server), {});
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(response->body, QByteArray("hello world"));
    QCOMPARE(response->header("etag"), QByteArray("\"x\""));
    QCOMPARE(response->headers.size(), 2); // the trailer is none of them
}

void TestTransport::interimAnswersArePassedOver()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"
                         "HTTP/1.1 103 Early Hints\r\nX-Interim: 2\r\n\r\n"
                         "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Empty:\r\n\r\nok");
    }));
    HttpExchange exchange;
    int headers = 0;
    exchange.onHeaders = [&headers](const HttpResponse &response) -> Result<void> {
        headers += response.status;
        return {};
    };
    const auto response = makeTransport()->send(requestTo(server, "PUT", "x"), exchange);
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(response->status, 200);
    QCOMPARE(response->body, QByteArray("ok"));
    QCOMPARE(headers, 200); // told once
    QCOMPARE(response->headers.size(), 2);
}

void TestTransport::compressedBodyStaysCompressed()
{
    Seen seen;
    const QByteArray gzip =
        QByteArray::fromHex("1f8b0800000000000003cb48cdc9c95728cf2fca49010085114a0d0b000000");
    SocketServer server(speaking(seen, [&](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200, gzip, {{"Content-Encoding", "gzip"}}).bytes());
    }));
    const auto response = makeTransport()->send(requestTo(server), {});
    QVERIFY(response);
    QCOMPARE(response->body, gzip);
}

void TestTransport::cookiesAreForgotten()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200, {}, {{"Set-Cookie", "a=b"}}).bytes());
    }));
    const auto transport = makeTransport();
    QVERIFY(transport->send(requestTo(server), {}));
    QVERIFY(transport->send(requestTo(server), {}));
    QVERIFY(seen.last().header("cookie").isEmpty());
}

void TestTransport::plainThreadsHaveTransports()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &request) {
        connection.write(httpResponse(200, request.body).bytes());
    }));
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&server, &good, i] {
            const auto transport = makeTransport();
            for (int j = 0; j < 5; ++j) {
                const QByteArray body(100'000 + i * 1000 + j, 'x');
                const auto response = transport->send(requestTo(server, "PUT", body), {});
                good += response && response->body == body ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), 20);
}

void TestTransport::caFileIsChecked_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no PEM") << QByteArray("hello");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("absent") << QByteArray("-");
}

void TestTransport::caFileIsChecked()
{
    QFETCH(QByteArray, content);
    QTemporaryDir folder;
    TransportOptions options;
    options.caFile = folder.filePath(u"ca.pem"_s);
    if (content != "-") {
        QFile file(options.caFile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    const auto transport = createTransport(options);
    QVERIFY(!transport);
    QCOMPARE(transport.error().code, ErrorCode::Configuration);
    QVERIFY(transport.error().message.contains(u"ca.pem"_s));
}

void TestTransport::plainSpeechIsNoTls()
{
    QByteArray hello;
    SocketServer server([&hello](Connection &connection) {
        const QByteArray head = connection.read(5); // RFC 8446, 5.1: type, version, length
        hello = connection.read(static_cast<quint8>(head[3]) * 256 + static_cast<quint8>(head[4]));
        connection.write("HTTP/1.1 400 This is not TLS\r\n\r\n");
    });
    HttpRequest request = requestTo(server);
    request.url.setScheme(u"https"_s);
    const auto response = makeTransport()->send(request, {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Tls);
    QVERIFY(!response.error().retryable);
    QVERIFY(!hello.isEmpty());
    QVERIFY(!hello.contains("\x02h2")); // HTTP/2 is not offered (ALPN, RFC 7301)
}

QTEST_GUILESS_MAIN(TestTransport)
#include "tst_transport.moc"
