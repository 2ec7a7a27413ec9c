// SPDX-License-Identifier: GPL-3.0-or-later
// AWS's published values: the Signature Version 4 test suite
// (https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html, archived with the AWS SDKs)
// and the examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
#include "storage/s3/sigv4.h"

#include <QTest>
#include <QTimeZone>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

constexpr auto emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr auto suiteSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr auto s3Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

QDateTime utc(int year, int month, int day, int hour = 0, int minute = 0)
{
    return QDateTime({year, month, day}, {hour, minute}, QTimeZone::utc());
}

QByteArray authorization(const RequestToSign &request, const SigningKey &key, const SigningScope &scope)
{
    for (const auto &[name, value] : signatureHeaders(request, key, scope)) {
        if (name == "Authorization")
            return value;
    }
    return {};
}

} // namespace

class TestSigV4 final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void testSuite_data();
    void testSuite();
    void s3Examples_data();
    void s3Examples();
    void intermediateValues();
    void sessionTokenIsSigned();
    void encoding_data();
    void encoding();
    void everyInputMatters_data();
    void everyInputMatters();
};

void TestSigV4::testSuite_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QueryPairs>("query");
    QTest::addColumn<HttpHeaders>("headers");
    QTest::addColumn<QByteArray>("signedNames");
    QTest::addColumn<QByteArray>("signature");

    const HttpHeaders host{{"Host", "example.amazonaws.com"}};
    const QByteArray plain("host;x-amz-date");
    QTest::newRow("get-vanilla") << QByteArray("GET") << QByteArray("/") << QueryPairs{} << host << plain
                                 << QByteArray(
                                        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    QTest::newRow("post-vanilla") << QByteArray("POST") << QByteArray("/") << QueryPairs{} << host << plain
                                  << QByteArray(
                                         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    QTest::newRow("get-vanilla-query-order-key-case")
        << QByteArray("GET") << QByteArray("/") << QueryPairs{{"Param2", "value2"}, {"Param1", "value1"}}
        << host << plain << QByteArray("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    QTest::newRow("get-utf8") << QByteArray("GET") << uriEncode("/\xE1\x88\xB4", true) << QueryPairs{} << host
                              << plain
                              << QByteArray(
                                     "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    QTest::newRow("get-unreserved")
        << QByteArray("GET")
        << QByteArray("/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") << QueryPairs{}
        << host << plain << QByteArray("07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
    QTest::newRow("get-header-value-trim")
        << QByteArray("GET") << QByteArray("/") << QueryPairs{}
        << HttpHeaders{{"Host", "example.amazonaws.com"},
                       {"My-Header1", " value1"},
                       {"My-Header2", " \"a   b   c\""}}
        << QByteArray("host;my-header1;my-header2;x-amz-date")
        << QByteArray("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    QTest::newRow("get-header-key-duplicate")
        << QByteArray("GET") << QByteArray("/") << QueryPairs{}
        << HttpHeaders{{"Host", "example.amazonaws.com"},
                       {"My-Header1", "value2"},
                       {"My-Header1", "value2"},
                       {"My-Header1", "value1"}}
        << QByteArray("host;my-header1;x-amz-date")
        << QByteArray("c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
}

void TestSigV4::testSuite()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QueryPairs, query);
    QFETCH(HttpHeaders, headers);
    QFETCH(QByteArray, signedNames);
    QFETCH(QByteArray, signature);
    const RequestToSign request{method, path, query, headers, emptyHash};
    QCOMPARE(authorization(request, {"AKIDEXAMPLE", suiteSecret, {}},
                           {utc(2015, 8, 30, 12, 36), "us-east-1", "service"}),
             "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                 + signedNames + ", Signature=" + signature);
}

void TestSigV4::s3Examples_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QueryPairs>("query");
    QTest::addColumn<HttpHeaders>("headers");
    QTest::addColumn<QByteArray>("payloadHash");
    QTest::addColumn<QByteArray>("signature");

    const QByteArray welcome("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    QTest::newRow("GET object with range")
        << QByteArray("GET") << QByteArray("/test.txt") << QueryPairs{} << HttpHeaders{{"Range", "bytes=0-9"}}
        << QByteArray(emptyHash)
        << QByteArray("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    QTest::newRow("PUT object") << QByteArray("PUT") << uriEncode("/test$file.text", true) << QueryPairs{}
                                << HttpHeaders{{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                                               {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}
                                << welcome
                                << QByteArray(
                                       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    QTest::newRow("GET lifecycle") << QByteArray("GET") << QByteArray("/") << QueryPairs{{"lifecycle", ""}}
                                   << HttpHeaders{} << QByteArray(emptyHash)
                                   << QByteArray(
                                          "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    QTest::newRow("list objects") << QByteArray("GET") << QByteArray("/")
                                  << QueryPairs{{"prefix", "J"}, {"max-keys", "2"}} << HttpHeaders{}
                                  << QByteArray(emptyHash)
                                  << QByteArray(
                                         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

void TestSigV4::s3Examples()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QueryPairs, query);
    QFETCH(HttpHeaders, headers);
    QFETCH(QByteArray, payloadHash);
    QFETCH(QByteArray, signature);
    headers.emplaceBack("Host", "examplebucket.s3.amazonaws.com");
    headers.emplaceBack("x-amz-content-sha256", payloadHash);
    const RequestToSign request{method, path, query, headers, payloadHash};
    const QByteArray header =
        authorization(request, {"AKIAIOSFODNN7EXAMPLE", s3Secret, {}}, {utc(2013, 5, 24), "us-east-1", "s3"});
    QVERIFY2(header.endsWith(", Signature=" + signature), header.constData());
    QVERIFY(header.startsWith(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "));
}

void TestSigV4::intermediateValues()
{
    const RequestToSign request{"GET",
                                "/test.txt",
                                {},
                                {{"Host", "examplebucket.s3.amazonaws.com"},
                                 {"Range", "bytes=0-9"},
                                 {"x-amz-content-sha256", emptyHash},
                                 {"x-amz-date", "20130524T000000Z"}},
                                emptyHash};
    const QByteArray canonical = canonicalRequest(request);
    QCOMPARE(canonical, QByteArray("GET\n/test.txt\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\n"
                                   "x-amz-content-sha256:")
                            + emptyHash + "\nx-amz-date:20130524T000000Z\n\n"
                            + "host;range;x-amz-content-sha256;x-amz-date\n" + emptyHash);
    QCOMPARE(stringToSign(canonical, {utc(2013, 5, 24), "us-east-1", "s3"}),
             QByteArray("AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
                        "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972"));
}

void TestSigV4::sessionTokenIsSigned()
{
    // post-sts-header-before of the test suite
    const QByteArray token(
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmx"
        "fpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0K"
        "PkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZb"
        "qBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==");
    const RequestToSign request{"POST", "/", {}, {{"Host", "example.amazonaws.com"}}, emptyHash};
    const auto headers = signatureHeaders(request, {"AKIDEXAMPLE", suiteSecret, token},
                                          {utc(2015, 8, 30, 12, 36), "us-east-1", "service"});
    QCOMPARE(headers.size(), 3);
    QCOMPARE(headers[1].second, token);
    QCOMPARE(headers[2].second,
             QByteArray("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        "SignedHeaders=host;x-amz-date;x-amz-security-token, "
                        "Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"));
}

void TestSigV4::encoding_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("keepSlash");
    QTest::addColumn<QByteArray>("encoded");
    QTest::newRow("unreserved stays") << u"aZ09-._~"_s << false << QByteArray("aZ09-._~");
    QTest::newRow("slash in a path") << u"a/b"_s << true << QByteArray("a/b");
    QTest::newRow("slash in a value") << u"a/b"_s << false << QByteArray("a%2Fb");
    QTest::newRow("space is not a plus") << u"a b+c"_s << true << QByteArray("a%20b%2Bc");
    QTest::newRow("percent is encoded once") << u"%41"_s << true << QByteArray("%2541");
    QTest::newRow("utf-8, upper-case hex") << u"é日"_s << true << QByteArray("%C3%A9%E6%97%A5");
    QTest::newRow("sub-delimiters") << u"!$&'()*,;=:@"_s << true
                                    << QByteArray("%21%24%26%27%28%29%2A%2C%3B%3D%3A%40");
}

void TestSigV4::encoding()
{
    QFETCH(QString, text);
    QFETCH(bool, keepSlash);
    QTEST(uriEncode(text.toUtf8(), keepSlash), "encoded");
}

void TestSigV4::everyInputMatters_data()
{
    QTest::addColumn<int>("which");
    const char *const names[] = {"method", "path", "query", "header", "payload", "secret", "region", "time"};
    for (int i = 0; i < 8; ++i)
        QTest::newRow(names[i]) << i;
}

void TestSigV4::everyInputMatters()
{
    QFETCH(int, which);
    RequestToSign request{"GET", "/a", {{"q", "1"}}, {{"Host", "h"}}, emptyHash};
    SigningKey key{"id", "secret", {}};
    SigningScope scope{utc(2026, 1, 1), "auto", "s3"};
    const QByteArray before = authorization(request, key, scope);
    QCOMPARE(authorization(request, key, scope), before);
    switch (which) {
    case 0: request.method = "PUT"; break;
    case 1: request.encodedPath = "/b"; break;
    case 2: request.query[0].second = "2"; break;
    case 3: request.headers[0].second = "g"; break;
    case 4: request.payloadHash = "0"; break;
    case 5: key.secretAccessKey = "other"; break;
    case 6: scope.region = "eu"; break;
    default: scope.time = scope.time.addSecs(1); break;
    }
    const auto signatureOf = [](const QByteArray &header) { return header.mid(header.lastIndexOf('=')); };
    QVERIFY(signatureOf(authorization(request, key, scope)) != signatureOf(before));
}

QTEST_GUILESS_MAIN(TestSigV4)
#include "tst_sigv4.moc"
