// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/systemdhost.h"

namespace lifeboat {

SystemdHost::SystemdHost(AdminDoor &door) : m_door(door), m_systemd(QProcessEnvironment::systemEnvironment())
{
}

void SystemdHost::attach(Scheduler &scheduler)
{
    m_watch = std::make_unique<MachineWatch>(scheduler);
}

void SystemdHost::ready()
{
    m_systemd.ready();
}

void SystemdHost::stopping()
{
    m_systemd.stopping();
}

void SystemdHost::status(const QString &text)
{
    m_systemd.status(text);
}

std::optional<std::chrono::milliseconds> SystemdHost::pulse() const
{
    const auto limit = m_systemd.watchdog();
    if (!limit)
        return {};
    return std::chrono::duration_cast<std::chrono::milliseconds>(*limit) / 2;
}

void SystemdHost::alive()
{
    m_systemd.alive();
}

} // namespace lifeboat
