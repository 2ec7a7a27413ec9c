// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/networkerror.h"

#include "base/format.h"
#include "base/text.h"

#include <QStringList>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString placeOf(const QUrl &url)
{
    return url.port() < 0 ? url.host() : u"%1:%2"_s.arg(url.host()).arg(url.port());
}

Error network(
    const QString &message,
    const QString &hint = Text::tr("Try again; if it stays so, check this machine's network connection."))
{
    return Error{ErrorCode::Network, u"http.send"_s, message, hint, true};
}

Error tlsError(const QString &qtText, const QList<QSslError> &tlsErrors, const QUrl &url)
{
    QStringList reasons;
    bool aboutTime = false;
    for (const QSslError &error : tlsErrors) {
        reasons += error.errorString();
        aboutTime |= error.error() == QSslError::CertificateExpired
                     || error.error() == QSslError::CertificateNotYetValid;
    }
    reasons.removeDuplicates();
    const QString hint =
        aboutTime ? Text::tr("Check this machine's clock and the certificate's dates.")
                  : Text::tr("If the store uses a certificate of its own, name its CA file in the settings.");
    return Error{ErrorCode::Tls, u"http.tls"_s,
                 Text::tr("The secure connection to %1 could not be made: %2")
                     .arg(placeOf(url), reasons.isEmpty() ? qtText : reasons.join(u' ')),
                 hint, false};
}

} // namespace

std::optional<Error> networkError(QNetworkReply::NetworkError error, const QString &qtText, int status,
                                  const QList<QSslError> &tlsErrors, const QUrl &url)
{
    const QString place = placeOf(url);
    switch (error) {
    case QNetworkReply::NoError: return std::nullopt;
    case QNetworkReply::ConnectionRefusedError:
        return network(Text::tr("%1 refused the connection.").arg(place),
                       Text::tr("Check the endpoint's address and port, and that the store is running."));
    case QNetworkReply::HostNotFoundError:
        return network(Text::tr("The name %1 could not be found.").arg(url.host()),
                       Text::tr("Check the endpoint (account id, jurisdiction) and this machine's network."));
    case QNetworkReply::SslHandshakeFailedError: return tlsError(qtText, tlsErrors, url);
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        return Error{ErrorCode::Timeout, u"http.send"_s, Text::tr("%1 did not answer in time.").arg(place),
                     Text::tr("Try again; if it stays so, check this machine's network connection."), true};
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // the upload device refused to be sent twice
        return network(Text::tr("%1 closed the connection before it had answered.").arg(place));
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
        return network(Text::tr("The proxy on the way to %1 could not be used: %2").arg(place, qtText),
                       Text::tr("Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."));
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return Error{ErrorCode::Configuration, u"http.proxy"_s,
                     Text::tr("The proxy on the way to %1 asks for a name and password.").arg(place),
                     Text::tr("Put them into HTTPS_PROXY as http://name:password@host:port."), false};
    default: break;
    }
    // From 201 on Qt translates HTTP statuses; below, the connection itself failed.
    const bool aboutStatus = error > QNetworkReply::UnknownProxyError && status != 0;
    if (aboutStatus)
        return std::nullopt;
    return network(Text::tr("The connection to %1 failed: %2").arg(place, qtText));
}

Error truncatedAnswer(const QUrl &url, qint64 received, qint64 expected)
{
    return network(Text::tr("%1 announced %2 and the connection ended after %3.")
                       .arg(placeOf(url), formatBytes(expected), formatBytes(received)));
}

Error idleTimeout(const QUrl &url, std::chrono::milliseconds limit)
{
    return Error{ErrorCode::Timeout, u"http.send"_s,
                 Text::tr("Nothing was heard from %1 for %2 seconds.")
                     .arg(placeOf(url), QString::number(static_cast<double>(limit.count()) / 1000)),
                 Text::tr("Check this machine's network connection."), true};
}

} // namespace lifeboat
