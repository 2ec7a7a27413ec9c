// SPDX-License-Identifier: GPL-3.0-or-later
// The machine under a daemon: logind, NetworkManager and UPower on the system bus, systemd above it. Each of
// them may be absent. Main thread.
#pragma once

#include "app/machinewatch.h"
#include "platform/systemdnotify.h"
#include "service/daemon.h"

namespace lifeboat {

class SystemdHost final : public DaemonHost
{
public:
    /// `door` outlives this.
    explicit SystemdHost(AdminDoor &door);

    void attach(Scheduler &scheduler) override;
    void ready() override;
    void stopping() override;
    void status(const QString &text) override;
    [[nodiscard]] std::optional<std::chrono::milliseconds> pulse() const override;
    void alive() override;
    [[nodiscard]] AdminDoor *door() override { return &m_door; }

private:
    AdminDoor &m_door;
    SystemdNotify m_systemd;
    std::unique_ptr<MachineWatch> m_watch; ///< null until a scheduler is attached
};

} // namespace lifeboat
