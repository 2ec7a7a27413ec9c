// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/socketserver.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lifeboat {

namespace {

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void sendAtOnce(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

} // namespace

std::unique_ptr<Connection> Connection::to(quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto connection = std::make_unique<Connection>(socket);
    const sockaddr_in address = loopback(port);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
        return nullptr;
    sendAtOnce(socket);
    return connection;
}

bool Connection::fill()
{
    constexpr qsizetype step = 64 * 1024;
    const qsizetype before = m_buffer.size();
    m_buffer.resize(before + step);
    ssize_t count = -1;
    do {
        count = ::recv(m_socket, m_buffer.data() + before, step, 0);
    } while (count < 0 && errno == EINTR);
    m_buffer.truncate(before + std::max<ssize_t>(count, 0));
    return count > 0;
}

QByteArray Connection::readThrough(QByteArrayView mark)
{
    for (;;) {
        if (const qsizetype at = m_buffer.indexOf(mark); at >= 0)
            return read(at + mark.size());
        if (!fill())
            return {};
    }
}

QByteArray Connection::read(qint64 count)
{
    while (m_buffer.size() < count && fill()) {
    }
    const QByteArray taken = m_buffer.left(count);
    m_buffer.remove(0, taken.size());
    return taken;
}

QByteArray Connection::readAll()
{
    while (fill()) {
    }
    return std::exchange(m_buffer, {});
}

bool Connection::write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t count =
            ::send(m_socket, bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
        if (count > 0)
            bytes = bytes.sliced(count);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

void Connection::waitForPeerToClose()
{
    while (fill())
        m_buffer.clear();
}

void Connection::reset()
{
    const linger now = {.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close();
}

void Connection::cut()
{
    const std::lock_guard lock(m_closing);
    ::shutdown(m_socket, SHUT_RDWR);
}

void Connection::close()
{
    const std::lock_guard lock(m_closing);
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

SocketServer::SocketServer(Serve serve, Line line) : m_serve(std::move(serve))
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (line == Line::Narrow) {
        const int segment = 1448;
        const int buffer = 8 * 1024;
        ::setsockopt(m_listener, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
        ::setsockopt(m_listener, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
    }
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    if (::bind(m_listener, reinterpret_cast<const sockaddr *>(&address), size) != 0
        || ::listen(m_listener, 64) != 0
        || ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        qFatal("no port to listen on");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { accept(); });
}

SocketServer::~SocketServer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        for (Client &client : m_clients)
            client.connection.cut();
    }
    ::shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    for (Client &client : m_clients)
        client.thread.join();
    ::close(m_listener);
}

void SocketServer::accept()
{
    for (;;) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock(m_mutex);
        if (m_stopping) {
            if (socket >= 0)
                ::close(socket);
            return;
        }
        if (socket < 0)
            continue;
        sendAtOnce(socket);
        Client &client = m_clients.emplace_back(socket);
        client.thread = std::thread([this, &client] {
            m_serve(client.connection);
            client.connection.close();
        });
    }
}

} // namespace lifeboat
