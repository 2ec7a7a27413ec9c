// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/curlerror.h"

#include "base/format.h"
#include "base/text.h"

#include <cerrno>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

// X509_V_ERR_… of OpenSSL's x509_vfy.h, which CURLINFO_SSL_VERIFYRESULT passes on.
constexpr long certificateNotYetValid = 9;
constexpr long certificateHasExpired = 10;

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

Error connectionClosed(const QUrl &url)
{
    return network(Text::tr("%1 closed the connection before it had answered.").arg(placeOf(url)));
}

Error proxyError(const QString &text, const QUrl &url)
{
    return network(Text::tr("The proxy on the way to %1 could not be used: %2").arg(placeOf(url), text),
                   Text::tr("Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."));
}

Error connectError(const CurlFailure &failure, const QUrl &url)
{
    if (failure.viaProxy)
        return proxyError(failure.text, url);
    if (failure.osError == ECONNREFUSED) {
        return network(Text::tr("%1 refused the connection.").arg(placeOf(url)),
                       Text::tr("Check the endpoint's address and port, and that the store is running."));
    }
    return network(Text::tr("The connection to %1 failed: %2").arg(placeOf(url), failure.text));
}

/// libcurl has one code for a peer that went away during the handshake and for one that speaks no TLS.
bool peerWentAway(const CurlFailure &failure)
{
    static const QString signs[] = {u"Recv failure: "_s, u"Send failure: "_s, u"SSL_connect: "_s,
                                    u"unexpected eof"_s};
    return failure.code == CURLE_SSL_CONNECT_ERROR
           && std::any_of(std::begin(signs), std::end(signs),
                          [&failure](const QString &sign) { return failure.text.contains(sign); });
}

Error tlsError(const CurlFailure &failure, const QUrl &url)
{
    if (peerWentAway(failure))
        return connectionClosed(url);
    const bool aboutTime =
        failure.verifyResult == certificateHasExpired || failure.verifyResult == certificateNotYetValid;
    const QString hint =
        aboutTime ? Text::tr("Check this machine's clock and the certificate's dates.")
                  : Text::tr("If the store uses a certificate of its own, name its CA file in the settings.");
    return Error{
        ErrorCode::Tls, u"http.tls"_s,
        Text::tr("The secure connection to %1 could not be made: %2").arg(placeOf(url), failure.text), hint,
        false};
}

} // namespace

Error curlError(const CurlFailure &failure, const QUrl &url)
{
    if (failure.connectStatus == proxyAuthenticationRequired || failure.proxyError == CURLPX_USER_REJECTED)
        return proxyAuthenticationError(url);
    if (failure.connectStatus != 0 && failure.connectStatus / 100 != 2)
        return proxyError(failure.text, url);
    switch (failure.code) {
    case CURLE_COULDNT_CONNECT: return connectError(failure, url);
    case CURLE_COULDNT_RESOLVE_HOST:
        return network(Text::tr("The name %1 could not be found.").arg(url.host()),
                       Text::tr("Check the endpoint (account id, jurisdiction) and this machine's network."));
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return proxyError(failure.text, url);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR: return tlsError(failure, url);
    case CURLE_OPERATION_TIMEDOUT:
        return Error{ErrorCode::Timeout, u"http.send"_s,
                     Text::tr("%1 did not answer in time.").arg(placeOf(url)),
                     Text::tr("Try again; if it stays so, check this machine's network connection."), true};
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:          // the peer is gone; whether it says so first is a matter of chance
    case CURLE_SEND_FAIL_REWIND:    // libcurl wanted to send the body a second time,
    case CURLE_ABORTED_BY_CALLBACK: // or a request without one
        return connectionClosed(url);
    case CURLE_PARTIAL_FILE:
        return network(Text::tr("%1 ended the connection in the middle of its answer.").arg(placeOf(url)));
    default: return network(Text::tr("The connection to %1 failed: %2").arg(placeOf(url), failure.text));
    }
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

Error proxyAuthenticationError(const QUrl &url)
{
    return Error{ErrorCode::Configuration, u"http.proxy"_s,
                 Text::tr("The proxy on the way to %1 asks for a name and password.").arg(placeOf(url)),
                 Text::tr("Put them into HTTPS_PROXY as http://name:password@host:port."), false};
}

Error curlUnusable(const char *reason)
{
    return Error{ErrorCode::Internal, u"http.curl"_s,
                 Text::tr("The HTTP library libcurl could not be used: %1").arg(QString::fromUtf8(reason)),
                 Text::tr("Lifeboat needs libcurl 7.87 or newer with OpenSSL."), false};
}

} // namespace lifeboat
