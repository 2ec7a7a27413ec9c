// SPDX-License-Identifier: GPL-3.0-or-later
// What libcurl says about an exchange that failed, as an Error a person can act on. Pure functions.
#pragma once

#include "base/error.h"

#include <QUrl>

#include <curl/curl.h>

#include <chrono>

namespace lifeboat {

inline constexpr long proxyAuthenticationRequired = 407; ///< HTTP status, RFC 9110, 15.5.8

struct CurlFailure
{
    CURLcode code = CURLE_OK;
    QString text;                         ///< libcurl's own words
    long osError = 0;                     ///< errno of the connection attempt that failed
    long verifyResult = 0;                ///< OpenSSL's verdict on the certificate, X509_V_…
    long connectStatus = 0;               ///< the proxy's answer to CONNECT; 0: there was none
    CURLproxycode proxyError = CURLPX_OK; ///< what a SOCKS proxy refused
    bool viaProxy = false;
};

[[nodiscard]] Error curlError(const CurlFailure &failure, const QUrl &url);

/// The connection ended before the whole answer had arrived. Retryable.
[[nodiscard]] Error truncatedAnswer(const QUrl &url, qint64 received, qint64 expected);

[[nodiscard]] Error idleTimeout(const QUrl &url, std::chrono::milliseconds limit);

/// The proxy wants a name and password, or others.
[[nodiscard]] Error proxyAuthenticationError(const QUrl &url);

/// libcurl itself does not do what it must: a defect or a lack of memory.
[[nodiscard]] Error curlUnusable(const char *reason);

} // namespace lifeboat
