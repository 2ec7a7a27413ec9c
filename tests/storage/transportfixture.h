// SPDX-License-Identifier: GPL-3.0-or-later
// A server that a transport test plays byte by byte, and what both transport tests ask of it.
#pragma once

#include "storage/http/transport.h"
#include "support/httpmessage.h"
#include "support/socketserver.h"

#include <QFile>

namespace lifeboat {

inline constexpr qint64 mebibyte = 1024 * 1024;

struct Seen
{
    std::mutex mutex;
    QList<HttpMessage> requests;

    qsizetype count()
    {
        const std::lock_guard lock(mutex);
        return requests.size();
    }
    HttpMessage last()
    {
        const std::lock_guard lock(mutex);
        return requests.isEmpty() ? HttpMessage{} : requests.last();
    }
};

using Answer = std::function<void(Connection &, const HttpMessage &)>;

/// Reads requests with their bodies and lets `answer` speak, as long as the connection lasts.
inline SocketServer::Serve speaking(Seen &seen, Answer answer)
{
    return [&seen, answer](Connection &connection) {
        while (auto request = readHead(connection)) {
            request->body = connection.read(request->header("content-length").toLongLong());
            {
                const std::lock_guard lock(seen.mutex);
                seen.requests.append(*request);
            }
            answer(connection, *request);
        }
    };
}

inline HttpRequest requestTo(const SocketServer &server, const QByteArray &method = "GET",
                             const QByteArray &body = {})
{
    HttpRequest request;
    request.method = method;
    request.url = QUrl(QStringLiteral("http://127.0.0.1:%1/bucket/a%20b?x=%2F").arg(server.port()));
    request.body = body;
    request.idleTimeout = std::chrono::seconds(10);
    return request;
}

inline std::unique_ptr<HttpTransport> makeTransport()
{
    auto transport = createTransport({});
    return transport ? std::move(*transport) : nullptr;
}

inline qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4096;
}

} // namespace lifeboat
