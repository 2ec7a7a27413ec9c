// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the machine from shutting down and sleeping while something must not be cut off, such as the swap of
// a database. https://systemd.io/INHIBITOR_LOCKS/ One thread with an event loop; nothing waits. Without
// logind nothing is held.
#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>

namespace lifeboat {

class InhibitorLock final : public QObject
{
    Q_OBJECT
public:
    enum class Mode {
        Block, ///< until it is released; where the user may not, as Delay
        Delay, ///< for some seconds (InhibitDelayMaxSec)
    };

    explicit InhibitorLock(const QDBusConnection &systemBus, QObject *parent = nullptr);

    /// `why` is shown to whoever wants to shut down. settled() follows; until then nothing is held. A lock
    /// that is held or asked for is released first.
    void take(const QString &why, Mode mode);
    void release();
    [[nodiscard]] bool isHeld() const { return m_lock.isValid(); }

Q_SIGNALS:
    void settled(bool held);

private:
    void ask(const QString &why, Mode mode);

    QDBusConnection m_bus;
    QDBusUnixFileDescriptor m_lock; ///< closing it is releasing
    quint64 m_wish = 0;             ///< an answer to an earlier one is not wanted any more
};

} // namespace lifeboat
