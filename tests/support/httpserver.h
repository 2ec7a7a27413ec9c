// SPDX-License-Identifier: GPL-3.0-or-later
// A small HTTP server that answers what a test scripted, path by path, and remembers what it was asked.
// Serves on threads of its own; every member may be called from any thread.
#pragma once

#include "support/httpmessage.h"

#include <QHash>
#include <QString>
#include <QUrl>

namespace lifeboat {

class HttpServer final
{
public:
    HttpServer();
    Q_DISABLE_COPY_MOVE(HttpServer)

    [[nodiscard]] QUrl url(const QString &path = {}) const;

    /// The answer to "METHOD /path" from now on.
    void answer(const QByteArray &methodAndPath, const HttpMessage &response);
    /// The answer to anything else: 404 until then.
    void answerElse(const HttpMessage &response);
    /// Accepts, reads, and never answers.
    void stall(const QByteArray &methodAndPath);

    [[nodiscard]] QList<HttpMessage> requests() const;
    [[nodiscard]] int count(const QByteArray &methodAndPath) const;

private:
    void serve(Connection &connection);

    mutable std::mutex m_mutex; ///< guards the four below
    QHash<QByteArray, HttpMessage> m_answers;
    HttpMessage m_otherwise = httpResponse(404);
    QList<QByteArray> m_stalled;
    QList<HttpMessage> m_requests;
    SocketServer m_server; // last: its threads end before what they use
};

} // namespace lifeboat
