// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies on their way through the transport: where they go, in which pieces, and how much memory they take.
#include "storage/transportfixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>
#include <thread>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestTransportBodies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodyGoesToTheSinkOnlyWhenItIsTheObject();
    void headersMayEndTheExchange();
    void sinkErrorEndsTheExchange();
    void slowSinkBoundsTheMemory();
    void answerTooLargeToKeep();
    void quickBodyComesInLargeBlocks();
    void slowBodyComesAsItArrives();
    void uploadIsNotCopied();
    void allowanceHoldsTheUploadBack();
};

void TestTransportBodies::bodyGoesToTheSinkOnlyWhenItIsTheObject()
{
    Seen seen;
    int status = 404;
    SocketServer server(speaking(seen, [&status](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(status, "body").bytes());
    }));
    BytesSink sink(100);
    HttpExchange exchange;
    exchange.sink = &sink;
    bool headers = false;
    exchange.onHeaders = [&headers](const HttpResponse &) -> Result<void> {
        headers = true;
        return {};
    };
    const auto transport = makeTransport();
    const auto refused = transport->send(requestTo(server), exchange);
    QVERIFY(refused);
    QCOMPARE(refused->body, QByteArray("body"));
    QVERIFY(sink.bytes().isEmpty());
    QVERIFY(!headers);
    status = 200;
    const auto delivered = transport->send(requestTo(server), exchange);
    QVERIFY(delivered);
    QVERIFY(delivered->body.isEmpty());
    QCOMPARE(sink.bytes(), QByteArray("body"));
    QVERIFY(headers);
}

void TestTransportBodies::headersMayEndTheExchange()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200, "body").bytes());
    }));
    BytesSink sink(100);
    HttpExchange exchange;
    exchange.sink = &sink;
    exchange.onHeaders = [](const HttpResponse &) -> Result<void> {
        return fail(ErrorCode::Protocol, u"test"_s, u"Not that."_s);
    };
    const auto response = makeTransport()->send(requestTo(server), exchange);
    QVERIFY(!response);
    QCOMPARE(response.error().message, u"Not that."_s);
    QVERIFY(sink.bytes().isEmpty());
}

void TestTransportBodies::sinkErrorEndsTheExchange()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200, QByteArray(4 * mebibyte, 'x')).bytes());
    }));
    BytesSink sink(1000);
    HttpExchange exchange;
    exchange.sink = &sink;
    const auto response = makeTransport()->send(requestTo(server), exchange);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::TooLarge);
}

/// The server is ready to send 128 MiB at once; the sink takes its first block only when the server could
/// send nothing for a while, so all that was sent lies in buffers.
void TestTransportBodies::slowSinkBoundsTheMemory()
{
    constexpr qint64 size = 128 * mebibyte;
    std::atomic<qint64> written{0};
    Seen seen;
    SocketServer server(speaking(seen, [&written](Connection &connection, const HttpMessage &) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n");
        const QByteArray block(mebibyte, 'x');
        while (written < size && connection.write(block))
            written += block.size();
    }));

    class PatientSink final : public BlockSink
    {
    public:
        explicit PatientSink(const std::atomic<qint64> &sent) : m_sent(sent) {}
        Result<void> write(QByteArrayView block) override
        {
            if (received == 0) {
                qint64 before = -1;
                while (before != m_sent) {
                    before = m_sent;
                    std::this_thread::sleep_for(
                        150ms); // until the server is stuck: there is nothing to wait on
                }
                sentWhileWaiting = m_sent;
                resident = residentBytes();
            }
            received += block.size();
            return {};
        }
        qint64 received = 0;
        qint64 sentWhileWaiting = 0;
        qint64 resident = 0;

    private:
        const std::atomic<qint64> &m_sent;
    } sink(written);

    const qint64 before = residentBytes();
    HttpExchange exchange;
    exchange.sink = &sink;
    const auto response = makeTransport()->send(requestTo(server), exchange);
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(sink.received, size);
    // Beyond our own mebibyte, the kernel keeps some on both sides of the socket.
    QVERIFY2(sink.sentWhileWaiting < 32 * mebibyte, qPrintable(QString::number(sink.sentWhileWaiting)));
    QVERIFY2(sink.resident - before < 16 * mebibyte, qPrintable(QString::number(sink.resident - before)));
}

void TestTransportBodies::answerTooLargeToKeep()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(500, QByteArray(16 * mebibyte + 1, 'x')).bytes());
    }));
    const auto response = makeTransport()->send(requestTo(server), {});
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::TooLarge);
}

void TestTransportBodies::quickBodyComesInLargeBlocks()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200, QByteArray(32 * mebibyte, 'x')).bytes());
    }));

    class CountingSink final : public BlockSink
    {
    public:
        Result<void> write(QByteArrayView block) override
        {
            ++blocks;
            received += block.size();
            return {};
        }
        int blocks = 0;
        qint64 received = 0;
    } sink;

    HttpExchange exchange;
    exchange.sink = &sink;
    QVERIFY(makeTransport()->send(requestTo(server), exchange));
    QCOMPARE(sink.received, 32 * mebibyte);
    QVERIFY2(sink.blocks < 1024, qPrintable(QString::number(sink.blocks))); // libcurl brings 2,048
}

void TestTransportBodies::slowBodyComesAsItArrives()
{
    class ToldSink final : public BlockSink
    {
    public:
        Result<void> write(QByteArrayView block) override
        {
            if (bytes.isEmpty())
                begun.set_value();
            bytes += block;
            return {};
        }
        std::promise<void> begun;
        QByteArray bytes;
    } sink;
    std::future<void> begun = sink.begun.get_future();

    Seen seen;
    SocketServer server(speaking(seen, [&begun](Connection &connection, const HttpMessage &) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        begun.wait_for(5s); // no more before the sink has these
        connection.write("world");
    }));
    HttpRequest request = requestTo(server);
    request.idleTimeout = 1s;
    HttpExchange exchange;
    exchange.sink = &sink;
    const auto response = makeTransport()->send(request, exchange);
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(sink.bytes, QByteArray("helloworld"));
}

void TestTransportBodies::uploadIsNotCopied()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200).bytes());
    }));
    const HttpRequest request = requestTo(server, "PUT", QByteArray(128 * mebibyte, 'x'));
    const auto transport = makeTransport();
    const qint64 before = residentBytes();
    qint64 atTheFirstByte = 0;
    HttpExchange exchange;
    exchange.sent = [&](qint64, qint64) {
        if (atTheFirstByte == 0)
            atTheFirstByte = residentBytes();
    };
    QVERIFY(transport->send(request, exchange));
    QVERIFY2(atTheFirstByte - before < 16 * mebibyte, qPrintable(QString::number(atTheFirstByte - before)));
}

void TestTransportBodies::allowanceHoldsTheUploadBack()
{
    Seen seen;
    SocketServer server(speaking(seen, [](Connection &connection, const HttpMessage &) {
        connection.write(httpResponse(200).bytes());
    }));
    const QByteArray body(20'000, 'x');
    HttpRequest request = requestTo(server, "PUT", body);
    request.idleTimeout = 100ms; // shorter than the wait, which is ours and not the store's
    HttpExchange exchange;
    QElapsedTimer timer;
    timer.start();
    int refusals = 0;
    exchange.allowance = [&](qint64 wanted) -> qint64 {
        const bool early = timer.elapsed() < 300;
        refusals += early ? 1 : 0;
        return early ? 0 : std::min<qint64>(wanted, 7000);
    };
    const auto response = makeTransport()->send(request, exchange);
    QVERIFY2(response, qUtf8Printable(response ? QString() : response.error().message));
    QCOMPARE(seen.last().body, body);
    QVERIFY(refusals > 5);
    QVERIFY(timer.elapsed() >= 300);
}

QTEST_GUILESS_MAIN(TestTransportBodies)
#include "tst_transportbodies.moc"
