// SPDX-License-Identifier: GPL-3.0-or-later
// Battery (UPower), sleep and shutdown (systemd-logind or elogind); a machine without them is on mains, and
// neither sleeps nor says that it ends. One thread with an event loop; nothing waits.
#pragma once

#include "platform/remoteproperties.h"

namespace lifeboat {

class PowerWatch final : public QObject
{
    Q_OBJECT
public:
    explicit PowerWatch(const QDBusConnection &systemBus, QObject *parent = nullptr);

    /// UPower has answered, or is not there. Before, nothing limits.
    [[nodiscard]] bool isKnown() const { return m_power.isKnown(); }
    [[nodiscard]] bool isOnBattery() const;

Q_SIGNALS:
    void changed();
    void aboutToSleep();
    void resumed();
    /// The machine ends in seconds; how many, an InhibitorLock decides.
    void aboutToShutDown();

private Q_SLOTS:
    void onPrepareForSleep(bool begins);
    void onPrepareForShutdown(bool begins);

private:
    RemoteProperties m_power;
};

} // namespace lifeboat
