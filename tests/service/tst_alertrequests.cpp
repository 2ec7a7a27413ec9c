// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertrequests.h"

#include <QJsonDocument>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;
using Shape = AlertSettings::WebhookShape;

namespace {

QByteArray headerOf(const HttpRequest &request, const char *name)
{
    for (const auto &[key, value] : request.headers) {
        if (key == name)
            return value;
    }
    return {};
}

AlertSettings settingsFor(Shape shape, const QString &url)
{
    AlertSettings settings;
    settings.webhookShape = shape;
    settings.webhookUrl = url;
    return settings;
}

Alert overdue()
{
    Alert alert;
    alert.kind = AlertKind::Overdue;
    alert.profile = u"Bücher"_s;
    alert.host = u"gate"_s;
    return alert;
}

} // namespace

class AlertRequestsTest final : public QObject
{
    Q_OBJECT

private slots:
    void pingsGoToTheirPaths_data();
    void pingsGoToTheirPaths();
    void whatIsNoWebAddressIsRefused_data();
    void whatIsNoWebAddressIsRefused();
    void jsonCarriesTheToken();
    void ntfyHasItsHeaders();
    void gotifyHasItsPath_data();
    void gotifyHasItsPath();
    void tokensEndNoHeader();
    void headersAreAscii_data();
    void headersAreAscii();
};

void AlertRequestsTest::pingsGoToTheirPaths_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<Ping>("ping");
    QTest::addColumn<QByteArray>("url");
    const QString plain = u"https://hc-ping.com/11-22"_s;
    QTest::newRow("start") << plain << Ping::Start << QByteArray("https://hc-ping.com/11-22/start");
    QTest::newRow("success") << plain << Ping::Success << QByteArray("https://hc-ping.com/11-22");
    QTest::newRow("fail") << plain << Ping::Fail << QByteArray("https://hc-ping.com/11-22/fail");
    QTest::newRow("query") << plain + u"?create=1&x=a%2Fb"_s << Ping::Fail
                           << QByteArray("https://hc-ping.com/11-22/fail?create=1&x=a%2Fb");
    QTest::newRow("query, success") << plain + u"?create=1"_s << Ping::Success
                                    << QByteArray("https://hc-ping.com/11-22?create=1");
    QTest::newRow("slash at the end")
        << plain + u"/"_s << Ping::Start << QByteArray("https://hc-ping.com/11-22/start");
    QTest::newRow("escapes") << u"https://h/a%2Fb%25"_s << Ping::Start
                             << QByteArray("https://h/a%2Fb%25/start");
    QTest::newRow("fragment") << plain + u"#top"_s << Ping::Start
                              << QByteArray("https://hc-ping.com/11-22/start");
    QTest::newRow("space around") << u" "_s + plain + u"\n"_s << Ping::Start
                                  << QByteArray("https://hc-ping.com/11-22/start");
    QTest::newRow("host alone") << u"http://h"_s << Ping::Fail << QByteArray("http://h/fail");
}

void AlertRequestsTest::pingsGoToTheirPaths()
{
    QFETCH(QString, address);
    QFETCH(Ping, ping);
    const auto request = pingRequest(address, ping, u"körper"_s);
    QVERIFY(request);
    QTEST(request->url.toEncoded(), "url");
    QCOMPARE(request->method, QByteArray("POST"));
    QCOMPARE(request->body, u"körper"_s.toUtf8());
    QVERIFY(request->secretPath);
}

void AlertRequestsTest::whatIsNoWebAddressIsRefused_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address : {"", "hc-ping.com/hush", "file:///etc/hush", "https://", "ftp://host/hush",
                                "https://me:hush@host/", "https://host/hush\r\nX: y", "https://ho st/hush"})
        QTest::newRow(address) << QString::fromLatin1(address);
}

void AlertRequestsTest::whatIsNoWebAddressIsRefused()
{
    QFETCH(QString, address);
    const auto ping = pingRequest(address, Ping::Success, {});
    const auto webhook = webhookRequest(settingsFor(Shape::Json, address), {}, {});
    QVERIFY(!ping && !webhook);
    QCOMPARE(ping.error().code, ErrorCode::Configuration);
    QVERIFY(!describe(ping.error()).contains(u"hush"));
}

void AlertRequestsTest::jsonCarriesTheToken()
{
    const auto settings = settingsFor(Shape::Json, u"https://hook.example/x?y=1"_s);
    const auto request = webhookRequest(settings, SecretBytes("tk"), overdue());
    QVERIFY(request);
    QCOMPARE(request->url.toEncoded(), QByteArray("https://hook.example/x?y=1"));
    QCOMPARE(headerOf(*request, "Authorization"), QByteArray("Bearer tk"));
    QCOMPARE(headerOf(*request, "Content-Type"), QByteArray("application/json"));
    QCOMPARE(QJsonDocument::fromJson(request->body).object(), alertJson(overdue()));
    QVERIFY(!request->body.contains("tk"));
    const auto open = webhookRequest(settings, {}, overdue());
    QVERIFY(open && headerOf(*open, "Authorization").isNull());
}

void AlertRequestsTest::ntfyHasItsHeaders()
{
    const auto request =
        webhookRequest(settingsFor(Shape::Ntfy, u"https://ntfy.sh/topic"_s), SecretBytes("tk"), overdue());
    QVERIFY(request);
    QCOMPARE(request->url.toEncoded(), QByteArray("https://ntfy.sh/topic"));
    QCOMPARE(headerOf(*request, "Authorization"), QByteArray("Bearer tk"));
    QCOMPARE(headerOf(*request, "Title"), headerText(alertTitle(overdue())));
    QCOMPARE(headerOf(*request, "Priority"), QByteArray("5"));
    QCOMPARE(headerOf(*request, "Tags"), QByteArray("rotating_light"));
    QCOMPARE(request->body, alertText(overdue()).toUtf8());
}

void AlertRequestsTest::gotifyHasItsPath_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("base") << u"https://g.example/"_s << QByteArray("https://g.example/message");
    QTest::newRow("below") << u"https://g.example/push"_s << QByteArray("https://g.example/push/message");
    QTest::newRow("whole") << u"https://g.example/message?a=b"_s
                           << QByteArray("https://g.example/message?a=b");
}

void AlertRequestsTest::gotifyHasItsPath()
{
    QFETCH(QString, address);
    const auto request = webhookRequest(settingsFor(Shape::Gotify, address), SecretBytes("tk"), overdue());
    QVERIFY(request);
    QTEST(request->url.toEncoded(), "url");
    QCOMPARE(headerOf(*request, "X-Gotify-Key"), QByteArray("tk"));
    QVERIFY(headerOf(*request, "Authorization").isNull());
    const QJsonObject body = QJsonDocument::fromJson(request->body).object();
    QCOMPARE(body[u"title"].toString(), alertTitle(overdue()));
    QCOMPARE(body[u"message"].toString(), alertText(overdue()));
    QCOMPARE(body[u"priority"].toInt(), 10);
}

void AlertRequestsTest::tokensEndNoHeader()
{
    const auto request = webhookRequest(settingsFor(Shape::Json, u"https://h/"_s),
                                        SecretBytes("hush\r\nX-Evil: 1"), overdue());
    QVERIFY(!request);
    QVERIFY(!describe(request.error()).contains(u"hush"));
}

void AlertRequestsTest::headersAreAscii_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("plain") << u"Backup of x"_s << QByteArray("Backup of x");
    QTest::newRow("umlaut") << u"Bücher"_s << QByteArray("=?UTF-8?B?QsO8Y2hlcg==?=");
    QTest::newRow("line break") << u"a\nb"_s << QByteArray("=?UTF-8?B?YQpi?=");
    QTest::newRow("like an encoded word") << u"=?x"_s << QByteArray("=?UTF-8?B?PT94?=");
    // 38 bytes, then a character of two of which only one would fit
    QTest::newRow("long") << QString(38, u'a') + u"üb"_s
                          << "=?UTF-8?B?" + QByteArray(38, 'a').toBase64() + "?= =?UTF-8?B?"
                                 + u"üb"_s.toUtf8().toBase64() + "?=";
}

void AlertRequestsTest::headersAreAscii()
{
    QFETCH(QString, text);
    QTEST(headerText(text), "header");
}

QTEST_GUILESS_MAIN(AlertRequestsTest)
#include "tst_alertrequests.moc"
