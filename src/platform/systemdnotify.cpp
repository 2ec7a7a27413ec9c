// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/systemdnotify.h"

#include "storage/folder/systemcalls.h"

#include <QCoreApplication>
#include <QFile>

#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

SystemdNotify::SystemdNotify(const QProcessEnvironment &environment)
    : m_socket(QFile::encodeName(environment.value(u"NOTIFY_SOCKET"_s)))
{
    if (!m_socket.startsWith('/') && !m_socket.startsWith('@'))
        m_socket.clear();
    const QString watched = environment.value(u"WATCHDOG_PID"_s);
    const qint64 period = environment.value(u"WATCHDOG_USEC"_s).toLongLong();
    if (period > 0 && (watched.isEmpty() || watched.toLongLong() == QCoreApplication::applicationPid()))
        m_watchdog = std::chrono::microseconds(period);
}

bool SystemdNotify::status(const QString &text) const
{
    return tell("STATUS=" + text.simplified().toUtf8()); // a line of its own
}

bool SystemdNotify::tell(const QByteArray &words) const
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (!isWanted() || m_socket.size() >= static_cast<qsizetype>(sizeof address.sun_path))
        return false;
    std::memcpy(address.sun_path, m_socket.constData(), static_cast<std::size_t>(m_socket.size()));
    if (m_socket.startsWith('@'))
        address.sun_path[0] = '\0'; // the kernel's way to write a name without a path
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + m_socket.size());

    const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    return socket.isOpen()
           && ::sendto(socket.get(), words.constData(), static_cast<std::size_t>(words.size()), MSG_NOSIGNAL,
                       reinterpret_cast<const sockaddr *>(&address), length)
                  == static_cast<ssize_t>(words.size());
}

} // namespace lifeboat
