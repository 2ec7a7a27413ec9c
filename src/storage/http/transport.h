// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP exchange at a time, synchronous. The layers above (signing, retry, throttle, metering) are
// transports or callers of transports; the one below is libcurl, on the caller's thread and with a connection
// that is kept for the next exchange. A transport belongs to the thread that made it.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace lifeboat {

using HttpHeaders = QList<QPair<QByteArray, QByteArray>>;

struct HttpRequest
{
    QByteArray method;
    QUrl url; ///< sent exactly as url.toEncoded() has it
    HttpHeaders headers;
    QByteArray body; ///< Content-Length is always sent for PUT and POST
    /// No byte moved for so long: ErrorCode::Timeout. Also bounds the connection attempt.
    std::chrono::milliseconds idleTimeout{30'000};
    /// The path is a password, as those of webhooks are: it stays out of the log.
    bool secretPath = false;
};

struct HttpResponse
{
    int status = 0;
    HttpHeaders headers; ///< names in lower case
    QByteArray body; ///< empty when it went to a sink; otherwise at most 16 MiB (ErrorCode::TooLarge beyond)

    [[nodiscard]] QByteArray header(QByteArrayView lowerCaseName) const;
};

struct HttpExchange
{
    CancelToken cancel;
    /// Takes the body of a 2xx answer block by block; other bodies are kept in HttpResponse::body.
    BlockSink *sink = nullptr;
    /// Called before the first byte reaches the sink; an error ends the exchange with it.
    std::function<Result<void>(const HttpResponse &)> onHeaders;
    ByteProgress sent; ///< body bytes handed to the connection; begins again at 0 with every exchange
    /// How many of `wanted` body bytes may go now; 0: none yet, asked again within 10 ms. Empty: all of them.
    std::function<qint64(qint64 wanted)> allowance;
};

class HttpTransport
{
public:
    virtual ~HttpTransport() = default;
    /// Any HTTP status is a response, redirects included (never followed). An Error means there was no
    /// complete answer: Network, Timeout, Tls (retryable as marked), Cancelled, or what the sink returned.
    /// What may have changed something is never sent a second time behind the caller's back.
    [[nodiscard]] virtual Result<HttpResponse> send(const HttpRequest &request,
                                                    const HttpExchange &exchange) = 0;

protected:
    HttpTransport() = default;
    Q_DISABLE_COPY_MOVE(HttpTransport)
};

struct TransportOptions
{
    QString caFile;       ///< PEM; trusted instead of the system's certificates when set
    bool useProxy = true; ///< honour HTTPS_PROXY/HTTP_PROXY/NO_PROXY; never for metadata services
};

[[nodiscard]] Result<std::unique_ptr<HttpTransport>> createTransport(const TransportOptions &options);

} // namespace lifeboat
