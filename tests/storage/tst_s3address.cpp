// SPDX-License-Identifier: GPL-3.0-or-later
// Which options make an address, and which bytes of it are sent.
#include "storage/memorys3.h"
#include "storage/s3/s3address.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestS3Address final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void optionsAreChecked_data();
    void optionsAreChecked();
    void addressIsBuilt_data();
    void addressIsBuilt();
};

void TestS3Address::optionsAreChecked_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("bucket");
    QTest::addColumn<bool>("plain");
    QTest::addColumn<QString>("expected"); // error code name, empty when fine
    QTest::newRow("https") << u"https://s.example"_s << u"bucket"_s << false << QString();
    QTest::newRow("path prefix") << u"https://s.example/a/b/"_s << u"bucket"_s << false << QString();
    QTest::newRow("plain loopback") << u"http://127.0.0.1:9000"_s << u"bucket"_s << false << QString();
    QTest::newRow("plain localhost") << u"http://localhost:9000"_s << u"bucket"_s << false << QString();
    QTest::newRow("plain IPv6 loopback") << u"http://[::1]:9000"_s << u"bucket"_s << false << QString();
    QTest::newRow("plain elsewhere") << u"http://s.example"_s << u"bucket"_s << false << u"refused"_s;
    QTest::newRow("plain elsewhere, allowed") << u"http://s.example"_s << u"bucket"_s << true << QString();
    QTest::newRow("no scheme") << u"s.example"_s << u"bucket"_s << false << u"configuration"_s;
    QTest::newRow("ftp") << u"ftp://s.example"_s << u"bucket"_s << false << u"configuration"_s;
    QTest::newRow("password") << u"https://a:b@s.example"_s << u"bucket"_s << false << u"configuration"_s;
    QTest::newRow("query") << u"https://s.example?x=1"_s << u"bucket"_s << false << u"configuration"_s;
    QTest::newRow("no bucket") << u"https://s.example"_s << QString() << false << u"configuration"_s;
    QTest::newRow("bucket with a slash")
        << u"https://s.example"_s << u"a/bc"_s << false << u"configuration"_s;
    QTest::newRow("bucket of dots") << u"https://s.example"_s << u"..."_s << false << u"configuration"_s;
    QTest::newRow("short bucket") << u"https://s.example"_s << u"ab"_s << false << u"configuration"_s;
}

void TestS3Address::optionsAreChecked()
{
    QFETCH(QString, endpoint);
    S3Options options;
    options.endpoint = QUrl(endpoint);
    QFETCH(QString, bucket);
    QFETCH(bool, plain);
    options.bucket = bucket;
    options.allowPlainHttp = plain;
    const auto address = S3Address::of(options);
    QTEST(address ? QString() : errorCodeName(address.error().code), "expected");
}

void TestS3Address::addressIsBuilt_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<bool>("pathStyle");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("path style") << u"https://s.example"_s << true << u"a/b"_s << QByteArray("s.example")
                                << QByteArray("https://s.example/bucket/a/b");
    QTest::newRow("virtual host") << u"https://s.example"_s << false << u"a/b"_s
                                  << QByteArray("bucket.s.example")
                                  << QByteArray("https://bucket.s.example/a/b");
    QTest::newRow("virtual host, bucket itself")
        << u"https://s.example"_s << false << QString() << QByteArray("bucket.s.example")
        << QByteArray("https://bucket.s.example/");
    QTest::newRow("port") << u"http://127.0.0.1:9000"_s << true << u"k"_s << QByteArray("127.0.0.1:9000")
                          << QByteArray("http://127.0.0.1:9000/bucket/k");
    QTest::newRow("IPv6") << u"http://[::1]:9000"_s << true << u"k"_s << QByteArray("[::1]:9000")
                          << QByteArray("http://[::1]:9000/bucket/k");
    QTest::newRow("prefix") << u"https://s.example/cdn-cgi/r2/"_s << true << u"k"_s << QByteArray("s.example")
                            << QByteArray("https://s.example/cdn-cgi/r2/bucket/k");
    QTest::newRow("odd key") << u"https://s.example"_s << true << u"a b+%41é?#"_s << QByteArray("s.example")
                             << QByteArray("https://s.example/bucket/a%20b%2B%2541%C3%A9%3F%23");
}

void TestS3Address::addressIsBuilt()
{
    QFETCH(QString, endpoint);
    QFETCH(bool, pathStyle);
    QFETCH(QString, key);
    S3Options options = memoryOptions();
    options.endpoint = QUrl(endpoint);
    options.pathStyle = pathStyle;
    const auto address = S3Address::of(options);
    QVERIFY(address);
    QTEST(address->hostHeader(), "host");
    const auto url = address->url(address->path(key), {});
    QVERIFY(url);
    QTEST(url->toEncoded(), "url");
    QVERIFY(!address->url("/bucket/../other", {})); // QUrl would resolve it
}

QTEST_GUILESS_MAIN(TestS3Address)
#include "tst_s3address.moc"
