// SPDX-License-Identifier: GPL-3.0-or-later
// The transport when the other side fails, stalls or is not there, and when somebody cancels.
#include "storage/transportfixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestTransportFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void truncatedBodyIsAnError_data();
    void truncatedBodyIsAnError();
    void connectionThatEndsIsAnError_data();
    void connectionThatEndsIsAnError();
    void uploadIsNotSentTwiceBehindOurBack();
    void stallIsATimeout_data();
    void stallIsATimeout();
    void slowButSteadyIsNoTimeout();
    void refusedConnection();
    void unknownHost();
    void cancelIsQuick_data();
    void cancelIsQuick();
    void cancelledBeforeItBegins();
};

void TestTransportFaults::truncatedBodyIsAnError_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("half of it") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
                                       + QByteArray(50, 'x');
    QTest::newRow("none of it") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    QTest::newRow("last byte missing")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n") + QByteArray(999'999, 'x');
    QTest::newRow("Connection: close")
        << QByteArray("HTTP/1.1 206 Partial\r\nConnection: close\r\nContent-Length: 100\r\n\r\n")
               + QByteArray(50, 'x');
}

void TestTransportFaults::truncatedBodyIsAnError()
{
    QFETCH(QByteArray, wire);
    Seen seen;
    SocketServer server(speaking(seen, [&wire](Connection &connection, const HttpMessage &) {
        connection.write(wire);
        connection.close();
    }));
    BytesSink sink(2'000'000);
    HttpExchange exchange;
    exchange.sink = &sink;
    const auto response = makeTransport()->send(requestTo(server), exchange);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Network);
    QVERIFY(response.error().retryable);
    QVERIFY2(response.error().message.contains(u"127.0.0.1"_s), qUtf8Printable(response.error().message));
}

void TestTransportFaults::connectionThatEndsIsAnError_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("reset");
    for (const char *method : {"GET", "HEAD", "PUT", "POST", "DELETE"}) {
        QTest::addRow("%s, closed", method) << QByteArray(method) << false;
        QTest::addRow("%s, reset", method) << QByteArray(method) << true;
    }
}

void TestTransportFaults::connectionThatEndsIsAnError()
{
    QFETCH(QByteArray, method);
    QFETCH(bool, reset);
    Seen seen;
    SocketServer server(speaking(seen, [reset](Connection &connection, const HttpMessage &) {
        if (reset)
            connection.reset();
        else
            connection.close();
    }));
    const QByteArray body = method == "PUT" || method == "POST" ? QByteArray(500'000, 'x') : QByteArray();
    const auto response = makeTransport()->send(requestTo(server, method, body), {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Network);
    QVERIFY(response.error().retryable);
}

/// QNetworkAccessManager repeats what it takes for a stale connection. A PUT that landed would then be
/// answered 412 at what we believe is the first attempt.
void TestTransportFaults::uploadIsNotSentTwiceBehindOurBack()
{
    Seen seen;
    bool first = true;
    SocketServer server(speaking(seen, [&first](Connection &connection, const HttpMessage &) {
        if (std::exchange(first, false))
            connection.write(httpResponse(200).bytes());
        else
            connection.close();
    }));
    const auto transport = makeTransport();
    QVERIFY(transport->send(requestTo(server, "PUT", "one"), {}));
    const auto response = transport->send(requestTo(server, "PUT", "two"), {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Network);
    QCOMPARE(seen.count(), 2);
}

void TestTransportFaults::stallIsATimeout_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no answer") << QByteArray() << QByteArray();
    QTest::newRow("half the headers") << QByteArray("HTTP/1.1 200 OK\r\nContent-") << QByteArray();
    QTest::newRow("half the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
                                   << QByteArray();
    QTest::newRow("after an upload") << QByteArray() << QByteArray(100'000, 'x');
}

void TestTransportFaults::stallIsATimeout()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, body);
    Seen seen;
    SocketServer server(speaking(seen, [&wire](Connection &connection, const HttpMessage &) {
        connection.write(wire);
        connection.waitForPeerToClose();
    }));
    HttpRequest request = requestTo(server, body.isEmpty() ? "GET" : "PUT", body);
    request.idleTimeout = 150ms;
    QElapsedTimer timer;
    timer.start();
    const auto response = makeTransport()->send(request, {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Timeout);
    QVERIFY(response.error().retryable);
    QVERIFY2(timer.elapsed() >= 150 && timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

void TestTransportFaults::slowButSteadyIsNoTimeout()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        for (int i = 0; i < 10; ++i) {
            std::this_thread::sleep_for(60ms); // the slowness under test
            connection.write("x");
        }
    }));
    HttpRequest request = requestTo(server);
    request.idleTimeout = 400ms;
    const auto response = makeTransport()->send(request, {});
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(response->body.size(), 10);
}

void TestTransportFaults::refusedConnection()
{
    auto server = std::make_unique<SocketServer>([](Connection &) {});
    const HttpRequest request = requestTo(*server);
    server.reset();
    const auto response = makeTransport()->send(request, {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Network);
    QVERIFY(response.error().retryable);
    QVERIFY2(response.error().message.contains(u"127.0.0.1"_s), qUtf8Printable(response.error().message));
}

void TestTransportFaults::unknownHost()
{
    HttpRequest request;
    request.method = "GET";
    request.url = QUrl(u"http://no-such-host.invalid/"_s);
    const auto response = makeTransport()->send(request, {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Network);
    QVERIFY2(response.error().message.contains(u"no-such-host.invalid"_s),
             qUtf8Printable(response.error().message));
}

void TestTransportFaults::cancelIsQuick_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("before the answer") << QByteArray();
    QTest::newRow("in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
}

void TestTransportFaults::cancelIsQuick()
{
    QFETCH(QByteArray, wire);
    Seen seen;
    HttpExchange exchange;
    QElapsedTimer timer;
    SocketServer server(speaking(seen, [&](Connection &connection, const HttpMessage &) {
        connection.write(wire);
        timer.start();
        exchange.cancel.request();
        connection.waitForPeerToClose();
    }));
    const auto response = makeTransport()->send(requestTo(server), exchange);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Cancelled);
    QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
}

void TestTransportFaults::cancelledBeforeItBegins()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &, const HttpMessage &) {}));
    HttpExchange exchange;
    exchange.cancel.request();
    const auto response = makeTransport()->send(requestTo(server), exchange);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Cancelled);
    QCOMPARE(seen.count(), 0);
}

QTEST_GUILESS_MAIN(TestTransportFaults)
#include "tst_transportfaults.moc"
