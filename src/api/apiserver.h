// SPDX-License-Identifier: GPL-3.0-or-later
// Answers the admin API on one address, for as long as an event loop runs. At most so many connections, and
// so many requests at work, are held at a time; strangers make room for each other before they do for
// somebody with the token. One thread, the daemon's; nothing here waits.
#pragma once

#include "api/adminapi.h"
#include "api/apiconnection.h"
#include "engine/config/apisettings.h"

#include <QTcpServer>

namespace lifeboat {

class ApiServer final : public QObject
{
    Q_OBJECT
public:
    struct Limits
    {
        qsizetype connections = 256;
        qsizetype served = 32;                  ///< backups and listings that are worked on or being answered
        std::chrono::milliseconds guess{1'000}; ///< how long a wrong token waits for its answer
        std::chrono::milliseconds report{60'000}; ///< guesses are told of once in this time
        ApiConnection::Limits connection = {};
    };

    /// `desk` outlives this.
    ApiServer(AdminDesk &desk, ApiAccess access, const Limits &limits, QObject *parent = nullptr);

    /// ErrorCode::AlreadyExists when somebody else listens there.
    [[nodiscard]] Result<void> listen(const ListenAddress &address);
    /// Accepts nobody any more; who is being served stays so.
    void close() { m_server.close(); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

Q_SIGNALS:
    /// `count` wrong tokens since the first one that nobody was told of, a minute ago.
    void guessed(int count, const QHostAddress &lastPeer);

private:
    void accept();
    void makeRoom();
    void serve(ApiConnection *connection);
    void work(ApiConnection *connection, const ApiCall &call);
    [[nodiscard]] bool isBusy() const;
    void noteGuess(const QHostAddress &peer);

    AdminDesk &m_desk;
    ApiAccess m_access;
    Limits m_limits;
    QTcpServer m_server;
    QList<ApiConnection *> m_connections; ///< oldest first
    QTimer m_guessReport;
    int m_guesses = 0;
    QHostAddress m_guesser;
};

} // namespace lifeboat
