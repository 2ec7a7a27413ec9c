// SPDX-License-Identifier: GPL-3.0-or-later
// The transport when the other side fails, stalls or is not there, and when somebody cancels.
#include "storage/transportfixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>
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
    void changesAreNotSentTwiceBehindOurBack_data();
    void changesAreNotSentTwiceBehindOurBack();
    void readingIsRepeatedOnAFreshConnection();
    void refusalDuringAnUploadIsAnAnswer_data();
    void refusalDuringAnUploadIsAnAnswer();
    void peerThatLeavesTheHandshakeIsNoTlsError_data();
    void peerThatLeavesTheHandshakeIsNoTlsError();
    void stallIsATimeout_data();
    void stallIsATimeout();
    void stallDuringAnUploadIsATimeout();
    void stallDuringTheHandshakeIsATimeout();
    void slowButSteadyIsNoTimeout();
    void slowButSteadyUploadIsNoTimeout();
    void slowSinkIsNoTimeout();
    void refusedConnection();
    void unknownHost();
    void cancelIsQuick_data();
    void cancelIsQuick();
    void cancelDuringAnUploadIsQuick();
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
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("in a chunk") << chunked + "64\r\n" + QByteArray(50, 'x');
    QTest::newRow("between chunks") << chunked + "5\r\nhello\r\n";
    QTest::newRow("in the last chunk") << chunked + "5\r\nhello\r\n0\r\n";
    QTest::newRow("before the first chunk") << chunked;
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

/// Keeps its connections, and drops each at the second request.
static SocketServer::Serve closingAtTheSecond(Seen &seen)
{
    return [&seen](Connection &connection) {
        int requests = 0;
        speaking(seen, [&requests](Connection &line, const HttpMessage &) {
            if (++requests == 1)
                line.write(httpResponse(200).bytes());
            else
                line.close();
        })(connection);
    };
}

void TestTransportFaults::changesAreNotSentTwiceBehindOurBack_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("PUT") << QByteArray("PUT") << QByteArray("two");
    QTest::newRow("PUT, large") << QByteArray("PUT") << QByteArray(5 * mebibyte, 'x');
    QTest::newRow("PUT, empty") << QByteArray("PUT") << QByteArray();
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("two");
    QTest::newRow("POST, empty") << QByteArray("POST") << QByteArray();
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray();
}

/// libcurl repeats what it takes for a stale connection. A PUT that landed would then be answered 412 at what
/// we believe is the first attempt.
void TestTransportFaults::changesAreNotSentTwiceBehindOurBack()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    Seen seen;
    SocketServer server(closingAtTheSecond(seen));
    const auto transport = makeTransport();
    QVERIFY(transport->send(requestTo(server, "PUT", "one"), {}));
    const auto response = transport->send(requestTo(server, method, body), {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Network);
    QVERIFY(response.error().retryable);
    QCOMPARE(seen.count(), 2);
    QVERIFY(transport->send(requestTo(server, method, body), {})); // and nothing is left of it
}

void TestTransportFaults::readingIsRepeatedOnAFreshConnection()
{
    Seen seen;
    SocketServer server(closingAtTheSecond(seen));
    const auto transport = makeTransport();
    for (int i = 1; i <= 3; ++i) {
        const auto response = transport->send(requestTo(server), {});
        QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    }
    QVERIFY(seen.count() > 3);
}

void TestTransportFaults::refusalDuringAnUploadIsAnAnswer_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("wireBody");
    QTest::addColumn<bool>("reads");
    const QByteArray length = "Content-Length: 8\r\n";
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
    const QByteArray close = "Connection: close\r\n";
    const QByteArray chunks = "8\r\n<Error/>\r\n0\r\n\r\n";
    QTest::newRow("length") << length << QByteArray("<Error/>") << true;
    QTest::newRow("length, close") << length + close << QByteArray("<Error/>") << true;
    QTest::newRow("chunked") << chunked << chunks << true;
    QTest::newRow("chunked, close") << chunked + close << chunks << true;
    QTest::newRow("length, no longer listening") << length << QByteArray("<Error/>") << false;
    QTest::newRow("length, close, no longer listening") << length + close << QByteArray("<Error/>") << false;
    QTest::newRow("chunked, close, no longer listening") << chunked + close << chunks << false;
}

void TestTransportFaults::refusalDuringAnUploadIsAnAnswer()
{
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, wireBody);
    QFETCH(bool, reads);
    std::promise<void> done;
    const std::shared_future<void> ended = done.get_future().share();
    SocketServer server([&](Connection &connection) {
        if (!readHead(connection))
            return;
        (void)connection.read(100'000);
        connection.write("HTTP/1.1 403 Forbidden\r\n" + headers + "\r\n" + wireBody);
        if (reads)
            connection.waitForPeerToClose();
        else
            ended.wait();
    });
    const auto response = makeTransport()->send(requestTo(server, "PUT", QByteArray(64 * mebibyte, 'x')), {});
    done.set_value();
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(response->status, 403);
    QCOMPARE(response->body, QByteArray("<Error/>"));
}

void TestTransportFaults::peerThatLeavesTheHandshakeIsNoTlsError_data()
{
    QTest::addColumn<bool>("hears");
    QTest::addColumn<bool>("reset");
    QTest::newRow("closed at once") << false << false;
    QTest::newRow("reset at once") << false << true;
    QTest::newRow("closed") << true << false;
    QTest::newRow("reset") << true << true;
}

void TestTransportFaults::peerThatLeavesTheHandshakeIsNoTlsError()
{
    QFETCH(bool, hears);
    QFETCH(bool, reset);
    SocketServer server([hears, reset](Connection &connection) {
        const QByteArray head = connection.read(5); // RFC 8446, 5.1: type, version, length
        if (hears && head.size() == 5)
            (void)connection.read(static_cast<quint8>(head[3]) * 256 + static_cast<quint8>(head[4]));
        if (reset)
            connection.reset();
        else
            connection.close();
    });
    HttpRequest request = requestTo(server);
    request.url.setScheme(u"https"_s);
    const auto response = makeTransport()->send(request, {});
    QVERIFY(!response);
    QVERIFY2(response.error().code == ErrorCode::Network, qUtf8Printable(response.error().message));
    QVERIFY(response.error().retryable);
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

void TestTransportFaults::stallDuringAnUploadIsATimeout()
{
    std::promise<void> done;
    const std::shared_future<void> ended = done.get_future().share();
    SocketServer server([&ended](Connection &connection) {
        (void)connection.read(100'000);
        ended.wait(); // the kernel takes some megabytes more, and then nothing
    });
    HttpRequest request = requestTo(server, "PUT", QByteArray(64 * mebibyte, 'x'));
    request.idleTimeout = 150ms;
    HttpExchange exchange;
    qint64 sent = 0;
    exchange.sent = [&sent](qint64 bytes, qint64) { sent = bytes; };
    QElapsedTimer timer;
    timer.start();
    const auto response = makeTransport()->send(request, exchange);
    const qint64 took = timer.elapsed();
    done.set_value();
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Timeout);
    QVERIFY(response.error().retryable);
    QVERIFY(sent > 100'000 && sent < request.body.size());
    QVERIFY2(took >= 150 && took < 2000, qPrintable(QString::number(took)));
}

void TestTransportFaults::stallDuringTheHandshakeIsATimeout()
{
    SocketServer server([](Connection &connection) { connection.waitForPeerToClose(); });
    HttpRequest request = requestTo(server);
    request.url.setScheme(u"https"_s);
    request.idleTimeout = 150ms;
    const auto response = makeTransport()->send(request, {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Timeout);
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

/// So slow that what libcurl and the kernel have taken of the body takes longer than the limit.
void TestTransportFaults::slowButSteadyUploadIsNoTimeout()
{
    const QByteArray body(mebibyte, 'x');
    SocketServer server(
        [&body](Connection &connection) {
            if (!readHead(connection))
                return;
            constexpr int step = 8 * 1024;
            for (qint64 left = body.size(); left > 0; left -= step) {
                (void)connection.read(step);
                std::this_thread::sleep_for(10ms); // the slowness under test
            }
            connection.write(httpResponse(200).bytes());
        },
        SocketServer::Line::Narrow);
    HttpRequest request = requestTo(server, "PUT", body);
    request.idleTimeout = 400ms;
    const auto response = makeTransport()->send(request, {});
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
}

void TestTransportFaults::slowSinkIsNoTimeout()
{
    class SlowSink final : public BlockSink
    {
    public:
        Result<void> write(QByteArrayView) override
        {
            if (!std::exchange(m_begun, true)) {
                std::this_thread::sleep_for(500ms); // the slowness under test
                slept.set_value();
            }
            return {};
        }
        std::promise<void> slept;

    private:
        bool m_begun = false;
    } sink;
    std::future<void> slept = sink.slept.get_future();

    Seen seen;
    SocketServer server(speaking(seen, [&slept](Connection &connection, const HttpMessage &) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        slept.wait_for(5s);
        std::this_thread::sleep_for(
            100ms); // until the sink is forgiven, in a loop of libcurl's that tells nobody
        connection.write("world");
    }));
    HttpRequest request = requestTo(server);
    request.idleTimeout = 300ms;
    HttpExchange exchange;
    exchange.sink = &sink;
    const auto response = makeTransport()->send(request, exchange);
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
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

void TestTransportFaults::cancelDuringAnUploadIsQuick()
{
    std::promise<void> done;
    const std::shared_future<void> ended = done.get_future().share();
    HttpExchange exchange;
    QElapsedTimer timer;
    SocketServer server([&](Connection &connection) {
        (void)connection.read(100'000);
        timer.start();
        exchange.cancel.request();
        ended.wait();
    });
    const auto response =
        makeTransport()->send(requestTo(server, "PUT", QByteArray(64 * mebibyte, 'x')), exchange);
    const qint64 took = timer.elapsed();
    done.set_value();
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Cancelled);
    QVERIFY2(took < 200, qPrintable(QString::number(took)));
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
