// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/proxychoice.h"

#include <QHostAddress>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString setting(const QProcessEnvironment &environment, const QString &lowerCaseName)
{
    const QString value = environment.value(lowerCaseName);
    return value.isEmpty() ? environment.value(lowerCaseName.toUpper()) : value;
}

/// One entry of NO_PROXY against a host in lower case.
bool entryMatches(QString entry, const QString &host, int port)
{
    if (entry == u"*")
        return true;
    const QHostAddress address(host);
    const auto subnet = QHostAddress::parseSubnet(entry);
    if (entry.contains(u'/'))
        return subnet.second >= 0 && !address.isNull() && address.isInSubnet(subnet);
    if (const qsizetype colon = entry.indexOf(u':'); colon > 0 && entry.count(u':') == 1) {
        if (QStringView(entry).mid(colon + 1).toInt() != port)
            return false;
        entry.truncate(colon);
    }
    if (entry.startsWith(u"*."_s))
        entry.remove(0, 1);
    const QString domain = entry.startsWith(u'.') ? entry : u'.' + entry;
    return host == entry || u'.' + host == domain || host.endsWith(domain);
}

} // namespace

bool isLoopbackHost(const QString &host)
{
    const QString name = host.toLower();
    return name == u"localhost" || name.endsWith(u".localhost"_s) || QHostAddress(name).isLoopback();
}

QByteArray ProxyChoice::url() const
{
    QUrl url;
    url.setScheme(kind == Kind::Socks5 ? u"socks5h"_s : u"http"_s);
    url.setHost(host);
    url.setPort(port);
    return url.toEncoded();
}

ProxyChoice chooseProxy(const QUrl &url, const QProcessEnvironment &environment)
{
    const ProxyChoice none;
    const bool secure = url.scheme() == u"https";
    const QString host = url.host().toLower();
    if (isLoopbackHost(host))
        return none;
    const int port = url.port(secure ? 443 : 80);
    const QStringList exceptions = setting(environment, u"no_proxy"_s).toLower().split(u',');
    for (const QString &entry : exceptions) {
        if (!entry.trimmed().isEmpty() && entryMatches(entry.trimmed(), host, port))
            return none;
    }
    QString value = setting(environment, secure ? u"https_proxy"_s : u"http_proxy"_s);
    if (value.isEmpty())
        value = setting(environment, u"all_proxy"_s);
    if (value.isEmpty())
        return none;
    const QUrl proxy(value.contains(u"://"_s) ? value : u"http://"_s + value);
    if (!proxy.isValid() || proxy.host().isEmpty())
        return none;
    const bool socks = proxy.scheme().startsWith(u"socks"_s);
    return ProxyChoice{socks ? ProxyChoice::Kind::Socks5 : ProxyChoice::Kind::Http, proxy.host(),
                       static_cast<quint16>(proxy.port(socks ? 1080 : 80)),
                       proxy.userName(QUrl::FullyDecoded), proxy.password(QUrl::FullyDecoded)};
}

} // namespace lifeboat
