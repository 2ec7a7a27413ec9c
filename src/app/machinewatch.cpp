// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/machinewatch.h"

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 2s;

} // namespace

MachineWatch::MachineWatch(Scheduler &scheduler, QObject *parent)
    : QObject(parent), m_scheduler(scheduler), m_power(QDBusConnection::systemBus()),
      m_network(QDBusConnection::systemBus(), kernelHasDefaultRoute)
{
    connect(&m_power, &PowerWatch::changed, this, &MachineWatch::tell);
    connect(&m_power, &PowerWatch::resumed, this, [this] {
        tell();
        m_scheduler.look();
    });
    connect(&m_network, &NetworkWatch::changed, this, &MachineWatch::tell);
    QTimer::singleShot(patience, this, &MachineWatch::begin);
    tell();
}

void MachineWatch::begin()
{
    if (!std::exchange(m_begun, true))
        m_scheduler.begin();
}

void MachineWatch::tell()
{
    m_scheduler.setMachineState({.online = m_network.isOnline(),
                                 .metered = m_network.isMetered(),
                                 .onBattery = m_power.isOnBattery()});
    if (m_network.isKnown() && m_power.isKnown())
        begin();
}

} // namespace lifeboat
