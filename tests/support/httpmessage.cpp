// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/httpmessage.h"

namespace lifeboat {

namespace {

QByteArray readChunks(Connection &connection)
{
    QByteArray body;
    for (;;) {
        const qint64 size = connection.readThrough("\r\n").trimmed().toLongLong(nullptr, 16);
        body += connection.read(size);
        (void)connection.readThrough("\r\n");
        if (size == 0)
            return body;
    }
}

} // namespace

QByteArray HttpMessage::header(QByteArrayView name) const
{
    for (const auto &[known, value] : headers) {
        if (known.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

void HttpMessage::removeHeader(QByteArrayView name)
{
    headers.removeIf(
        [name](const auto &header) { return header.first.compare(name, Qt::CaseInsensitive) == 0; });
}

void HttpMessage::setHeader(const QByteArray &name, const QByteArray &value)
{
    removeHeader(name);
    headers.append({name, value});
}

QByteArray HttpMessage::head() const
{
    QByteArray text = startLine + "\r\n";
    for (const auto &[name, value] : headers)
        text += name + ": " + value + "\r\n";
    return text + "\r\n";
}

HttpMessage httpResponse(int status, const QByteArray &body,
                         const QList<QPair<QByteArray, QByteArray>> &headers)
{
    HttpMessage message{"HTTP/1.1 " + QByteArray::number(status) + " Scripted", headers, body};
    message.setHeader("Content-Length", QByteArray::number(body.size()));
    return message;
}

std::optional<HttpMessage> readHead(Connection &connection)
{
    const QByteArray text = connection.readThrough("\r\n\r\n");
    if (text.isEmpty())
        return std::nullopt;
    HttpMessage message;
    for (const QByteArray &line : text.trimmed().split('\n')) {
        if (message.startLine.isEmpty()) {
            message.startLine = line.trimmed();
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        message.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    return message;
}

std::optional<HttpMessage> readResponse(Connection &connection, const QByteArray &method)
{
    std::optional<HttpMessage> message;
    do {
        message = readHead(connection);
    } while (message && message->status() < 200);
    if (!message || method == "HEAD" || message->status() == 204 || message->status() == 304)
        return message;
    const QByteArray length = message->header("Content-Length");
    if (message->header("Transfer-Encoding").toLower() == "chunked")
        message->body = readChunks(connection);
    else if (!length.isEmpty())
        message->body = connection.read(length.toLongLong());
    else
        message->body = connection.readAll();
    message->removeHeader("Transfer-Encoding");
    message->setHeader("Content-Length", QByteArray::number(message->body.size()));
    return message;
}

} // namespace lifeboat
