// SPDX-License-Identifier: GPL-3.0-or-later
// One connection to the admin API: one request, one answer, the end. Every step has its time, and what it
// keeps is bounded whatever the other end sends, or does not. Owns its socket; the server's thread.
#pragma once

#include "api/httprequest.h"

#include <QTcpSocket>
#include <QTimer>

namespace lifeboat {

class ApiConnection final : public QObject
{
    Q_OBJECT
public:
    /// How long each step may take in all.
    struct Limits
    {
        std::chrono::milliseconds request{10'000}; ///< from being accepted until the last byte is there
        std::chrono::milliseconds answer{30'000};  ///< until the last byte is taken
        std::chrono::milliseconds farewell{2'000}; ///< for the other end to close
    };

    ApiConnection(QTcpSocket *socket, const Limits &limits, QObject *parent);

    /// Hears what has arrived with the connection: a flood of others leaves no time for it later.
    void begin();
    /// Once, after requested(). `delay` is for those who guess.
    void answer(const HttpAnswer &answer, std::chrono::milliseconds delay = {});
    /// Ends it without another word.
    void drop();

    [[nodiscard]] const HttpRequest &request() const { return m_reader.request(); }
    [[nodiscard]] QHostAddress peer() const { return m_socket->peerAddress(); }
    /// Somebody with the token waits for an answer, or takes it.
    [[nodiscard]] bool isServed() const { return m_isServed; }
    void setServed() { m_isServed = true; }

Q_SIGNALS:
    /// request() is complete.
    void requested();
    void ended();

private:
    enum class Phase { Reading, Waiting, Answering, Leaving, Ended };

    void read();
    void write();
    void noteWritten();
    void leave();
    void expire();

    QTcpSocket *m_socket;
    Limits m_limits;
    HttpRequestReader m_reader;
    Phase m_phase = Phase::Reading;
    QByteArray m_answer;
    QTimer m_timer;
    qint64 m_heardOut = 0; ///< bytes that came after the request
    bool m_isServed = false;
};

} // namespace lifeboat
