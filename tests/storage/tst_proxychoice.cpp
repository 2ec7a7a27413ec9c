// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/proxychoice.h"

#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

class TestProxyChoice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void environmentDecides_data();
    void environmentDecides();
    void nameAndPasswordAreDecoded();
    void loopback_data();
    void loopback();
};

void TestProxyChoice::environmentDecides_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QStringList>("environment");
    QTest::addColumn<QString>("expected"); // empty for none

    const QStringList all{u"HTTPS_PROXY=http://p:3128"_s, u"HTTP_PROXY=http://q:8080"_s};
    const auto row = [](const char *name, const char *url, const QStringList &environment,
                        const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(url) << environment << QString::fromLatin1(expected);
    };
    const auto excepting = [&all](const QString &noProxy) {
        return QStringList(all) << u"NO_PROXY="_s + noProxy;
    };
    row("nothing set", "https://s.example.org", {}, "");
    row("https", "https://s.example.org", all, "http://p:3128");
    row("http", "http://s.example.org", all, "http://q:8080");
    row("lower case wins", "https://s.example.org", QStringList(all) << u"https_proxy=http://low:1"_s,
        "http://low:1");
    row("all_proxy for what is left", "https://s.example.org", {u"ALL_PROXY=http://a:1"_s}, "http://a:1");
    row("without a scheme", "https://s.example.org", {u"HTTPS_PROXY=p:3128"_s}, "http://p:3128");
    row("socks", "https://s.example.org", {u"ALL_PROXY=socks5://p"_s}, "socks5h://p:1080");
    row("bracketed proxy", "https://s.example.org", {u"HTTPS_PROXY=http://[2001:db8::1]:3128"_s},
        "http://[2001:db8::1]:3128");
    row("loopback never", "http://127.0.0.1:9000", all, "");
    row("localhost never", "https://localhost:9000", all, "");
    row("bracketed loopback never", "https://[::1]:9000", all, "");
    row("no_proxy star", "https://s.example.org", excepting(u"*"_s), "");
    row("no_proxy host", "https://s.example.org", excepting(u"x, s.example.org"_s), "");
    row("no_proxy domain", "https://s.example.org", excepting(u".example.org"_s), "");
    row("no_proxy bare domain", "https://s.example.org", excepting(u"example.org"_s), "");
    row("no_proxy wildcard", "https://s.example.org", excepting(u"*.example.org"_s), "");
    row("no_proxy is not a substring", "https://notexample.org", excepting(u"example.org"_s),
        "http://p:3128");
    row("no_proxy port", "https://s.example.org:8443", excepting(u"s.example.org:8443"_s), "");
    row("no_proxy other port", "https://s.example.org", excepting(u"s.example.org:8443"_s), "http://p:3128");
    row("no_proxy subnet", "https://10.1.2.3", excepting(u"10.0.0.0/8"_s), "");
    row("no_proxy other subnet", "https://11.1.2.3", excepting(u"10.0.0.0/8"_s), "http://p:3128");
    row("no_proxy address", "https://10.1.2.3", excepting(u"10.1.2.3"_s), "");
    row("upper-case host", "https://S.Example.ORG", excepting(u"s.example.org"_s), "");
}

void TestProxyChoice::environmentDecides()
{
    QFETCH(QString, url);
    QFETCH(QStringList, environment);
    QProcessEnvironment variables;
    for (const QString &entry : std::as_const(environment))
        variables.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
    const ProxyChoice proxy = chooseProxy(QUrl(url), variables);
    QTEST(QString::fromLatin1(proxy.isUsed() ? proxy.url() : QByteArray()), "expected");
}

void TestProxyChoice::nameAndPasswordAreDecoded()
{
    QProcessEnvironment variables;
    variables.insert(u"HTTPS_PROXY"_s, u"http://me:p%40ss@p:3128"_s);
    const ProxyChoice proxy = chooseProxy(QUrl(u"https://s.example.org"_s), variables);
    QCOMPARE(proxy.user, u"me"_s);
    QCOMPARE(proxy.password, u"p@ss"_s);
    QCOMPARE(proxy.url(), QByteArray("http://p:3128")); // which may be printed
}

void TestProxyChoice::loopback_data()
{
    QTest::addColumn<bool>("expected");
    QTest::newRow("127.0.0.1") << true;
    QTest::newRow("127.9.9.9") << true;
    QTest::newRow("::1") << true;
    QTest::newRow("LOCALHOST") << true;
    QTest::newRow("b.localhost") << true;
    QTest::newRow("128.0.0.1") << false;
    QTest::newRow("localhost.example.org") << false;
    QTest::newRow("127.0.0.1.example.org") << false;
    QTest::newRow("") << false;
}

void TestProxyChoice::loopback()
{
    QTEST(isLoopbackHost(QString::fromLatin1(QTest::currentDataTag())), "expected");
}

QTEST_GUILESS_MAIN(TestProxyChoice)
#include "tst_proxychoice.moc"
