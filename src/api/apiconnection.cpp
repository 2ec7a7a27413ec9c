// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apiconnection.h"

#include "base/secretbytes.h"
#include "base/text.h"

#include <array>
#include <sys/socket.h>

namespace lifeboat {

namespace {

constexpr qint64 mostHeardOut = 1 << 20;

} // namespace

ApiConnection::ApiConnection(QTcpSocket *socket, const Limits &limits, QObject *parent)
    : QObject(parent), m_socket(socket), m_limits(limits)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(HttpRequestReader::mostHeadBytes);
    m_timer.setSingleShot(true);
    connect(m_socket, &QTcpSocket::readyRead, this, &ApiConnection::read);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &ApiConnection::noteWritten);
    connect(m_socket, &QTcpSocket::disconnected, this, &ApiConnection::drop);
    connect(&m_timer, &QTimer::timeout, this, &ApiConnection::expire);
    m_timer.start(m_limits.request);
}

void ApiConnection::begin()
{
    std::ignore = m_socket->waitForReadyRead(0); // which does not wait
    read();
}

void ApiConnection::read()
{
    std::array<char, 4096> bytes;
    while (m_phase == Phase::Reading || m_phase == Phase::Leaving) {
        const qint64 size = m_socket->read(bytes.data(), bytes.size());
        if (size <= 0)
            break;
        if (m_phase == Phase::Leaving) {
            // Heard out, within reason, or it would be cut off in the middle of our answer.
            if ((m_heardOut += size) > mostHeardOut)
                drop();
            continue;
        }
        const auto state = m_reader.feed(QByteArrayView(bytes.data(), size));
        if (state == HttpRequestReader::State::Reading)
            continue;
        m_phase = Phase::Waiting;
        m_timer.stop();
        if (state == HttpRequestReader::State::Refused)
            answer(m_reader.answer());
        else
            Q_EMIT requested();
    }
    wipe(bytes.data(), bytes.size());
}

void ApiConnection::answer(const HttpAnswer &answer, std::chrono::milliseconds delay)
{
    if (m_phase != Phase::Waiting)
        return;
    m_answer = toBytes(answer, QDateTime::currentDateTimeUtc(), request().method() != "HEAD");
    if (delay.count() > 0)
        m_timer.start(delay);
    else
        write();
}

void ApiConnection::write()
{
    m_phase = Phase::Answering;
    m_timer.start(m_limits.answer);
    m_socket->write(std::exchange(m_answer, {}));
    m_socket->flush();
    noteWritten();
}

void ApiConnection::noteWritten()
{
    if (m_phase == Phase::Answering && m_socket->bytesToWrite() == 0)
        leave();
}

/// A socket that is closed while something unread lies in it takes the answer back (RFC 9112, section 9.6).
void ApiConnection::leave()
{
    m_phase = Phase::Leaving;
    m_isServed = false;
    m_timer.start(m_limits.farewell);
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
    read();
}

void ApiConnection::expire()
{
    if (m_phase == Phase::Waiting) { // somebody guessed, and has waited for it
        write();
    } else if (m_phase == Phase::Reading && !m_reader.isEmpty()) {
        m_phase = Phase::Waiting;
        answer(refusal(HttpStatus::RequestTimeout, Text::tr("The request did not arrive in time.")));
    } else {
        drop();
    }
}

void ApiConnection::drop()
{
    if (std::exchange(m_phase, Phase::Ended) == Phase::Ended)
        return;
    m_timer.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    Q_EMIT ended();
}

} // namespace lifeboat
