// SPDX-License-Identifier: GPL-3.0-or-later
// Tells a scheduler what the machine it runs on is like, as the system bus tells it. Main thread.
#pragma once

#include "platform/networkwatch.h"
#include "platform/powerwatch.h"
#include "service/scheduler.h"

namespace lifeboat {

class MachineWatch final : public QObject
{
    Q_OBJECT
public:
    explicit MachineWatch(Scheduler &scheduler, QObject *parent = nullptr);

    [[nodiscard]] const PowerWatch &power() const { return m_power; }

private:
    void tell();

    Scheduler &m_scheduler;
    PowerWatch m_power;
    NetworkWatch m_network;
};

} // namespace lifeboat
