// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apiserver.h"

#include "base/text.h"

#include <QPointer>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Connections that the system holds for us. Who is turned away there comes again a second later.
constexpr int waitingRoom = 1024;

} // namespace

ApiServer::ApiServer(AdminDesk &desk, ApiAccess access, const Limits &limits, QObject *parent)
    : QObject(parent), m_desk(desk), m_access(std::move(access)), m_limits(limits)
{
    m_server.setListenBacklogSize(waitingRoom);
    // Queued, or the server would accept for as long as a flood goes on, and nothing else would ever be done.
    connect(&m_server, &QTcpServer::newConnection, this, &ApiServer::accept, Qt::QueuedConnection);
    m_guessReport.setSingleShot(true);
    connect(&m_guessReport, &QTimer::timeout, this,
            [this] { Q_EMIT guessed(std::exchange(m_guesses, 0), m_guesser); });
}

Result<void> ApiServer::listen(const ListenAddress &address)
{
    if (m_server.listen(QHostAddress(address.address), address.port))
        return {};
    const bool isTaken = m_server.serverError() == QAbstractSocket::AddressInUseError;
    return fail(isTaken ? ErrorCode::AlreadyExists : ErrorCode::Network, u"api.listen"_s,
                Text::tr("The admin API cannot listen on %1, port %2: %3.")
                    .arg(address.address, QString::number(address.port), m_server.errorString()));
}

void ApiServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        makeRoom();
        auto *connection = new ApiConnection(socket, m_limits.connection, this);
        m_connections.append(connection);
        connect(connection, &ApiConnection::requested, this, [this, connection] { serve(connection); });
        connect(connection, &ApiConnection::ended, this, [this, connection] {
            m_connections.removeOne(connection);
            connection->deleteLater();
        });
        connection->begin();
    }
}

/// The one who has dallied longest goes: a request that is sent at once gets in between thousands that are
/// not.
void ApiServer::makeRoom()
{
    if (m_connections.size() < m_limits.connections)
        return;
    const auto oldest =
        std::ranges::find_if(m_connections, [](const ApiConnection *each) { return !each->isServed(); });
    if (oldest != m_connections.cend())
        (*oldest)->drop();
}

void ApiServer::serve(ApiConnection *connection)
{
    const auto judged = judge(connection->request(), m_access, [this] { return m_desk.profiles(); });
    if (const auto *refused = std::get_if<ApiRefusal>(&judged)) {
        if (refused->isGuess)
            noteGuess(connection->peer());
        connection->answer(refused->answer, refused->isGuess ? m_limits.guess : 0ms);
        return;
    }
    work(connection, std::get<ApiCall>(judged));
}

void ApiServer::work(ApiConnection *connection, const ApiCall &call)
{
    if (call.kind == ApiCall::Kind::Health) {
        connection->answer(answerTo(call.profile, m_desk.health(call.profile)));
        return;
    }
    if (isBusy()) {
        HttpAnswer busy = refusal(HttpStatus::Unavailable, Text::tr("Too many requests are being answered."));
        busy.headers = {{"Retry-After", "1"}};
        connection->answer(busy);
        return;
    }
    connection->setServed();
    const auto answer = [waiting = QPointer(connection)](const auto &result) {
        if (waiting)
            waiting->answer(answerTo(result));
    };
    if (call.kind == ApiCall::Kind::BackUp)
        m_desk.backUp(call.profile, answer);
    else
        m_desk.list(call.profile, answer);
}

bool ApiServer::isBusy() const
{
    return std::ranges::count_if(m_connections, &ApiConnection::isServed) >= m_limits.served;
}

void ApiServer::noteGuess(const QHostAddress &peer)
{
    ++m_guesses;
    m_guesser = peer;
    if (!m_guessReport.isActive())
        m_guessReport.start(m_limits.report);
}

} // namespace lifeboat
