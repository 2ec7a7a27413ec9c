// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/httprequest.h"

#include <QTest>

using namespace lifeboat;

namespace {

using State = HttpRequestReader::State;

const QByteArray get = "GET /api/admin/health?profile=a HTTP/1.1\r\nHost: 127.0.0.1:8737\r\n"
                       "authorization:\t Bearer abc \r\n\r\n";

QByteArray headers(qsizetype count)
{
    return QByteArray("a: b\r\n").repeated(count);
}

} // namespace

class HttpRequestTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsARequest();
    void readsItHoweverItIsCut();
    void leavesOutWhatFollows();
    void waitsForTheBody();
    void survivesBeingMoved();
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void refusesAsSoonAsItCan();
    void keepsNoMoreThanItsLimit();
    void writesAnswers();
};

void HttpRequestTest::readsARequest()
{
    HttpRequestReader reader;
    QVERIFY(reader.isEmpty());
    QCOMPARE(reader.feed(get), State::Complete);
    const HttpRequest &request = reader.request();
    QCOMPARE(request.method(), "GET");
    QCOMPARE(request.path(), "/api/admin/health");
    QCOMPARE(request.query(), "profile=a");
    QCOMPARE(request.headers().size(), 2);
    QCOMPARE(request.header("AUTHORIZATION").value(), "Bearer abc");
    QVERIFY(!request.header("Origin"));
}

void HttpRequestTest::readsItHoweverItIsCut()
{
    const QByteArray post =
        "POST /a?b?c HTTP/1.0\r\nHost: x\r\nContent-Length: 00005\r\nX: \r\n\r\n\r\n\r\n5";
    for (qsizetype first = 0; first <= post.size(); ++first) {
        for (qsizetype second = first; second <= post.size(); second += 7) {
            HttpRequestReader reader;
            std::ignore = reader.feed(QByteArrayView(post).first(first));
            std::ignore = reader.feed(QByteArrayView(post).sliced(first, second - first));
            QCOMPARE(reader.feed(QByteArrayView(post).sliced(second)), State::Complete);
            QCOMPARE(reader.request().path(), "/a");
            QCOMPARE(reader.request().query(), "b?c");
            QCOMPARE(reader.request().header("x").value(), "");
        }
    }
}

void HttpRequestTest::leavesOutWhatFollows()
{
    HttpRequestReader reader;
    QCOMPARE(reader.feed(get + QByteArray("\xff\0nonsense", 10)), State::Complete);
    QCOMPARE(reader.feed("GET / HTTP/1.1\r\n\r\n"), State::Complete);
    QCOMPARE(reader.request().path(), "/api/admin/health");
}

void HttpRequestTest::waitsForTheBody()
{
    HttpRequestReader reader;
    QCOMPARE(reader.feed("POST / HTTP/1.1\r\nContent-Length: 65536\r\n\r\n"), State::Reading);
    QCOMPARE(reader.feed(QByteArray(65535, '\xff')), State::Reading);
    QCOMPARE(reader.feed("x"), State::Complete);
}

void HttpRequestTest::survivesBeingMoved()
{
    HttpRequestReader reader;
    QCOMPARE(reader.feed(get), State::Complete);
    const HttpRequestReader moved = std::move(reader);
    QCOMPARE(moved.request().header("Host").value(), "127.0.0.1:8737");
}

void HttpRequestTest::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no headers") << QByteArray("GET / HTTP/1.1\r\n\r\n");
    QTest::newRow("any method") << QByteArray("M-SEARCH /x HTTP/1.1\r\n\r\n");
    QTest::newRow("most headers") << "GET / HTTP/1.1\r\n" + headers(100) + "\r\n";
    QTest::newRow("longest head") << "GET /" + QByteArray(16 * 1024 - 18, 'a') + " HTTP/1.1\r\n\r\n";
    QTest::newRow("same header twice") << QByteArray("GET / HTTP/1.1\r\nCookie: a\r\nCookie: b\r\n\r\n");
    QTest::newRow("path tricks stay as they are") << QByteArray("GET /../%2e%2e//x HTTP/1.1\r\n\r\n");
}

void HttpRequestTest::accepts()
{
    QFETCH(QByteArray, text);
    HttpRequestReader reader;
    QCOMPARE(reader.feed(text), State::Complete);
    QVERIFY(reader.request().path().startsWith('/'));
}

void HttpRequestTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &text, int status) {
        QTest::newRow(name) << text << status;
    };
    const auto withHeader = [](const QByteArray &lines) { return "GET / HTTP/1.1\r\n" + lines + "\r\n\r\n"; };
    row("nothing", "\r\n\r\n", 400);
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400);
    row("NUL", QByteArray("GET /\0 HTTP/1.1\r\n\r\n", 19), 400);
    row("UTF-8", "GET /\xc3\xa4 HTTP/1.1\r\n\r\n", 400);
    row("bad UTF-8", "GET /\xc3 HTTP/1.1\r\n\r\n", 400);
    row("one word", "GET\r\n\r\n", 400);
    row("two words", "GET /\r\n\r\n", 400);
    row("no method", " / HTTP/1.1\r\n\r\n", 400);
    row("wrong method", "G(T / HTTP/1.1\r\n\r\n", 400);
    row("no target", "GET  HTTP/1.1\r\n\r\n", 400);
    row("space in the target", "GET /a b HTTP/1.1\r\n\r\n", 400);
    row("tab in the line", "GET /a\tb HTTP/1.1\r\n\r\n", 400);
    row("relative target", "GET api/admin HTTP/1.1\r\n\r\n", 400);
    row("absolute target", "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", 400);
    row("asterisk", "OPTIONS * HTTP/1.1\r\n\r\n", 400);
    row("no version", "GET / FTP/1.1\r\n\r\n", 400);
    row("HTTP/2", "PRI /* HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/0.9", "GET / HTTP/0.9\r\n\r\n", 505);
    row("lone LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400);
    row("lone CR", "GET / HTTP/1.1\r\nA: b\rHost: a\r\n\r\n", 400);
    row("header without a colon", withHeader("abc"), 400);
    row("header without a name", withHeader(": x"), 400);
    row("space before the colon", withHeader("Host : x"), 400);
    row("continued header", withHeader("A: b\r\n c"), 400);
    row("too many headers", withHeader(headers(100) + "b: c"), 431);
    row("two hosts", withHeader("Host: a\r\nhost: a"), 400);
    row("two origins", withHeader("Origin: a\r\nOrigin: a"), 400);
    row("two tokens", withHeader("Authorization: a\r\nAuthorization: b"), 400);
    row("two lengths", withHeader("Content-Length: 1\r\nContent-Length: 1"), 400);
    row("chunked", withHeader("Transfer-Encoding: chunked"), 411);
    row("chunked and long", withHeader("Content-Length: 3\r\nTransfer-Encoding: chunked"), 411);
    row("expects to go on", withHeader("Expect: 100-continue"), 417);
    row("empty length", withHeader("Content-Length:"), 400);
    row("signed length", withHeader("Content-Length: +1"), 400);
    row("negative length", withHeader("Content-Length: -1"), 400);
    row("list of lengths", withHeader("Content-Length: 1, 1"), 400);
    row("hexadecimal length", withHeader("Content-Length: 0x1"), 400);
    row("long body", withHeader("Content-Length: 65537"), 413);
    row("endless body", withHeader("Content-Length: 99999999999999999999999999"), 413);
    row("long line", QByteArray(16 * 1024, 'A'), 414);
    row("long head", "GET / HTTP/1.1\r\nA: " + QByteArray(16 * 1024, 'A'), 431);
    row("head one byte too long", "GET /" + QByteArray(16 * 1024 - 17, 'a') + " HTTP/1.1\r\n\r\n", 431);
}

void HttpRequestTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(int, status);
    HttpRequestReader whole;
    QCOMPARE(whole.feed(text), State::Refused);
    QCOMPARE(static_cast<int>(whole.answer().status), status);
    HttpRequestReader pieces;
    for (const char byte : text)
        std::ignore = pieces.feed(QByteArrayView(&byte, 1));
    QCOMPARE(pieces.state(), State::Refused);
    QCOMPARE(static_cast<int>(pieces.answer().status), status);
}

void HttpRequestTest::refusesAsSoonAsItCan()
{
    HttpRequestReader reader;
    QCOMPARE(reader.feed("\x16"), State::Refused);
    QCOMPARE(reader.feed(get), State::Refused);
}

void HttpRequestTest::keepsNoMoreThanItsLimit()
{
    HttpRequestReader reader;
    const QByteArray megabyte(1 << 20, 'a');
    QCOMPARE(reader.feed(megabyte), State::Refused);
    HttpRequestReader slow;
    qsizetype fed = 0;
    for (; slow.feed("a") == State::Reading; ++fed) {
    }
    QCOMPARE(fed, HttpRequestReader::mostHeadBytes - 1);
}

void HttpRequestTest::writesAnswers()
{
    const QDateTime now(QDate(2026, 1, 4), QTime(9, 5, 7), Qt::UTC);
    HttpAnswer answer = refusal(HttpStatus::MethodNotAllowed, QStringLiteral("no"));
    answer.headers = {{"Allow", "GET"}};
    const QByteArray head = "HTTP/1.1 405 Method Not Allowed\r\nDate: Sun, 04 Jan 2026 09:05:07 GMT\r\n"
                            "Content-Type: application/json\r\nContent-Length: 31\r\n"
                            "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
                            "Connection: close\r\nAllow: GET\r\n\r\n";
    QCOMPARE(toBytes(answer, now), head + "{\"error\":\"no\",\"success\":false}\n");
    QCOMPARE(toBytes(answer, now, false), head);
}

QTEST_GUILESS_MAIN(HttpRequestTest)
#include "tst_httprequest.moc"
