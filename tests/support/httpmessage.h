// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP/1.1 request or response as bytes on a wire, for servers and proxies that tests play themselves.
// Plain values.
#pragma once

#include "support/socketserver.h"

#include <QByteArray>
#include <QList>
#include <QPair>

#include <optional>

namespace lifeboat {

struct HttpMessage
{
    QByteArray startLine;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;

    [[nodiscard]] QByteArray method() const { return startLine.split(' ').value(0); }
    [[nodiscard]] QByteArray target() const { return startLine.split(' ').value(1); } ///< path and query
    [[nodiscard]] int status() const { return startLine.split(' ').value(1).toInt(); }
    [[nodiscard]] QByteArray header(QByteArrayView name) const; ///< any case; empty when absent
    void setHeader(const QByteArray &name, const QByteArray &value);
    void removeHeader(QByteArrayView name);

    [[nodiscard]] QByteArray head() const; ///< with the empty line
    [[nodiscard]] QByteArray bytes() const { return head() + body; }
};

/// A response with its Content-Length.
[[nodiscard]] HttpMessage httpResponse(int status, const QByteArray &body = {},
                                       const QList<QPair<QByteArray, QByteArray>> &headers = {});

/// Start line and headers; absent when the peer closed.
[[nodiscard]] std::optional<HttpMessage> readHead(Connection &connection);
/// The whole response to a request of `method`, its body unchunked and framed by Content-Length.
[[nodiscard]] std::optional<HttpMessage> readResponse(Connection &connection, const QByteArray &method);

} // namespace lifeboat
