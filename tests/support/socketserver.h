// SPDX-License-Identifier: GPL-3.0-or-later
// Blocking sockets on loopback for servers that tests play themselves: one thread accepts, one thread
// serves each connection. Blocking code is what lets a fault be written as one line.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace lifeboat {

class Connection final
{
public:
    explicit Connection(int socket) : m_socket(socket) {}
    ~Connection() { close(); }
    Q_DISABLE_COPY_MOVE(Connection)

    /// Null when nobody listens there.
    [[nodiscard]] static std::unique_ptr<Connection> to(quint16 port);

    /// Up to and with `mark`; empty when the peer closed before.
    [[nodiscard]] QByteArray readThrough(QByteArrayView mark);
    /// `count` bytes, fewer when the peer closed before.
    [[nodiscard]] QByteArray read(qint64 count);
    /// Everything until the peer closes.
    [[nodiscard]] QByteArray readAll();
    bool write(QByteArrayView bytes);
    /// Says nothing more, until the peer gives up or stop() cuts the line.
    void waitForPeerToClose();
    /// The peer sees "connection reset".
    void reset();
    /// Ends every wait of the thread that uses this connection. From any thread.
    void cut();
    void close();

private:
    bool fill();

    std::mutex m_closing; ///< cut() may come while the owner closes
    int m_socket;
    QByteArray m_buffer;
};

class SocketServer final
{
public:
    /// Called on the connection's own thread; the connection is closed when it returns.
    using Serve = std::function<void(Connection &)>;

    /// How the line is: loopback's packets and buffers are so large that nobody ever waits; a narrow one has
    /// those of a network, and the peer sends hardly faster than `serve` reads.
    enum class Line { Loopback, Narrow };

    explicit SocketServer(Serve serve, Line line = Line::Loopback);
    ~SocketServer();
    Q_DISABLE_COPY_MOVE(SocketServer)

    [[nodiscard]] quint16 port() const { return m_port; }

private:
    struct Client
    {
        explicit Client(int socket) : connection(socket) {}
        Connection connection;
        std::thread thread;
    };
    void accept();

    const Serve m_serve;
    int m_listener = -1;
    quint16 m_port = 0;
    std::mutex m_mutex; ///< guards m_clients and m_stopping
    std::list<Client> m_clients;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace lifeboat
