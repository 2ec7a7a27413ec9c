// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/httpserver.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QByteArray nameOf(const HttpMessage &request)
{
    return request.method() + ' ' + request.target();
}

} // namespace

HttpServer::HttpServer() : m_server([this](Connection &connection) { serve(connection); }) {}

QUrl HttpServer::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.port()) + path);
}

void HttpServer::answer(const QByteArray &methodAndPath, const HttpMessage &response)
{
    const std::lock_guard lock(m_mutex);
    m_stalled.removeAll(methodAndPath);
    m_answers.insert(methodAndPath, response);
}

void HttpServer::answerElse(const HttpMessage &response)
{
    const std::lock_guard lock(m_mutex);
    m_otherwise = response;
}

void HttpServer::stall(const QByteArray &methodAndPath)
{
    const std::lock_guard lock(m_mutex);
    m_stalled.append(methodAndPath);
}

QList<HttpMessage> HttpServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int HttpServer::count(const QByteArray &methodAndPath) const
{
    const auto all = requests();
    return static_cast<int>(std::count_if(all.cbegin(), all.cend(), [&](const HttpMessage &request) {
        return nameOf(request) == methodAndPath;
    }));
}

void HttpServer::serve(Connection &connection)
{
    while (auto request = readHead(connection)) {
        request->body = connection.read(request->header("Content-Length").toLongLong());
        HttpMessage response;
        bool stalled = false;
        {
            const std::lock_guard lock(m_mutex);
            m_requests.append(*request);
            stalled = m_stalled.contains(nameOf(*request));
            response = m_answers.value(nameOf(*request), m_otherwise);
        }
        if (stalled)
            return connection.waitForPeerToClose();
        if (!connection.write(response.bytes()))
            return;
    }
}

} // namespace lifeboat
