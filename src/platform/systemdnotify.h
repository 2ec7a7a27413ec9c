// SPDX-License-Identifier: GPL-3.0-or-later
// What a service tells systemd of itself, by its own protocol: one datagram for each word.
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
// Any thread; never waits. Not started by systemd, or not as Type=notify: nothing is told.
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>

#include <chrono>
#include <optional>

namespace lifeboat {

class SystemdNotify final
{
public:
    /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
    explicit SystemdNotify(const QProcessEnvironment &environment);

    [[nodiscard]] bool isWanted() const { return !m_socket.isEmpty(); }

    /// Each is true when systemd was told.
    bool ready() const { return tell("READY=1"); }
    bool stopping() const { return tell("STOPPING=1"); }
    bool alive() const { return tell("WATCHDOG=1"); }
    bool status(const QString &text) const;

    /// After this long without alive() systemd takes us for hung; tell it twice as often. Nothing when it
    /// does not watch, or watches another process.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const { return m_watchdog; }

private:
    bool tell(const QByteArray &words) const;

    QByteArray m_socket; ///< a path, or '@' and a name without one
    std::optional<std::chrono::microseconds> m_watchdog;
};

} // namespace lifeboat
