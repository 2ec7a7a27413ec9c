// SPDX-License-Identifier: GPL-3.0-or-later
// What a person reads when an exchange failed, for the failures that no server of a test can bring about.
#include "storage/http/curlerror.h"

#include <QTest>

#include <cerrno>

using namespace lifeboat;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(CurlFailure)

class TestCurlError final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFailureHasItsWords_data();
    void everyFailureHasItsWords();
    void everyCodeIsAnError();
    void numbersAreInTheMessage();
};

void TestCurlError::everyFailureHasItsWords_data()
{
    QTest::addColumn<CurlFailure>("failure");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("retryable");
    QTest::addColumn<QString>("message"); // a part of it
    QTest::addColumn<QString>("hint");    // a part of it

    const auto row = [](const char *name, CurlFailure failure, ErrorCode code, const QString &message,
                        const QString &hint) {
        const bool retryable = code == ErrorCode::Network || code == ErrorCode::Timeout;
        QTest::newRow(name) << failure << code << retryable << message << hint;
    };
    const auto failed = [](CURLcode code, const QString &text = u"told by libcurl"_s) {
        CurlFailure failure;
        failure.code = code;
        failure.text = text;
        return failure;
    };

    CurlFailure failure = failed(CURLE_COULDNT_CONNECT);
    failure.osError = ECONNREFUSED;
    row("refused", failure, ErrorCode::Network, u"s.example:9000 refused"_s, u"address and port"_s);
    failure.osError = ENETUNREACH;
    row("no route", failure, ErrorCode::Network, u"told by libcurl"_s, u"network"_s);
    failure.osError = ECONNREFUSED;
    failure.viaProxy = true;
    row("proxy refused", failure, ErrorCode::Network, u"proxy"_s, u"HTTPS_PROXY"_s);

    row("name", failed(CURLE_COULDNT_RESOLVE_HOST), ErrorCode::Network, u"s.example could not be found"_s,
        u"endpoint"_s);
    row("proxy's name", failed(CURLE_COULDNT_RESOLVE_PROXY), ErrorCode::Network, u"told by libcurl"_s,
        u"NO_PROXY"_s);
    row("timeout", failed(CURLE_OPERATION_TIMEDOUT), ErrorCode::Timeout, u"in time"_s, u"Try again"_s);
    row("nothing", failed(CURLE_GOT_NOTHING), ErrorCode::Network, u"closed the connection"_s, u"Try again"_s);
    row("cut", failed(CURLE_PARTIAL_FILE), ErrorCode::Network, u"in the middle"_s, u"Try again"_s);
    row("reset", failed(CURLE_RECV_ERROR), ErrorCode::Network, u"told by libcurl"_s, u"Try again"_s);

    failure = failed(CURLE_PEER_FAILED_VERIFICATION);
    row("unknown authority", failure, ErrorCode::Tls, u"told by libcurl"_s, u"CA file"_s);
    failure.verifyResult = 10;
    row("expired", failure, ErrorCode::Tls, u"told by libcurl"_s, u"clock"_s);
    failure.verifyResult = 9;
    row("not yet valid", failure, ErrorCode::Tls, u"told by libcurl"_s, u"clock"_s);
    row("no TLS", failed(CURLE_SSL_CONNECT_ERROR), ErrorCode::Tls, u"told by libcurl"_s, u"CA file"_s);
    row("handshake dropped",
        failed(CURLE_SSL_CONNECT_ERROR, u"OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to x"_s),
        ErrorCode::Network, u"closed the connection"_s, u"Try again"_s);

    failure = failed(CURLE_RECV_ERROR);
    failure.connectStatus = 407;
    row("proxy asks", failure, ErrorCode::Configuration, u"name and password"_s, u"http://name:password"_s);
    failure.connectStatus = 502;
    row("proxy fails", failure, ErrorCode::Network, u"told by libcurl"_s, u"HTTPS_PROXY"_s);
    failure.connectStatus = 200;
    row("beyond the proxy", failure, ErrorCode::Network, u"connection to s.example:9000 failed"_s,
        u"Try again"_s);
    failure = failed(CURLE_PROXY);
    row("SOCKS", failure, ErrorCode::Network, u"told by libcurl"_s, u"HTTPS_PROXY"_s);
    failure.proxyError = CURLPX_USER_REJECTED;
    row("SOCKS asks", failure, ErrorCode::Configuration, u"name and password"_s, u"HTTPS_PROXY"_s);
}

void TestCurlError::everyFailureHasItsWords()
{
    QFETCH(CurlFailure, failure);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    const Error error = curlError(failure, QUrl(u"https://s.example:9000/bucket/key?secret"_s));
    QTEST(error.code, "code");
    QTEST(error.retryable, "retryable");
    QVERIFY2(error.message.contains(message), qUtf8Printable(error.message));
    QVERIFY2(error.message.contains(u"s.example"_s), qUtf8Printable(error.message));
    QVERIFY2(!error.message.contains(u"secret"_s), qUtf8Printable(error.message));
    QVERIFY2(error.hint.contains(hint), qUtf8Printable(error.hint));
}

void TestCurlError::everyCodeIsAnError()
{
    for (int code = 1; code < CURL_LAST; ++code) {
        CurlFailure failure;
        failure.code = static_cast<CURLcode>(code);
        failure.text = QString::fromUtf8(curl_easy_strerror(failure.code));
        const Error error = curlError(failure, QUrl(u"https://s.example"_s));
        QVERIFY2(error.code != ErrorCode::Internal && !error.message.isEmpty() && !error.hint.isEmpty(),
                 qUtf8Printable(failure.text));
    }
}

void TestCurlError::numbersAreInTheMessage()
{
    const QUrl url(u"https://s.example"_s);
    const Error cut = truncatedAnswer(url, 50, 100);
    QCOMPARE(cut.code, ErrorCode::Network);
    QVERIFY(cut.retryable);
    QVERIFY(cut.message.contains(u"100 B"_s) && cut.message.contains(u"50 B"_s));
    const Error idle = idleTimeout(url, std::chrono::milliseconds(2500));
    QCOMPARE(idle.code, ErrorCode::Timeout);
    QVERIFY(idle.retryable);
    QVERIFY(idle.message.contains(u"2.5 seconds"_s));
}

QTEST_GUILESS_MAIN(TestCurlError)
#include "tst_curlerror.moc"
