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
    /// Begins `scheduler` as soon as it is known what the machine is like, or nobody says so within two
    /// seconds: a run at the start must not go over a metered network because the bus was slow.
    explicit MachineWatch(Scheduler &scheduler, QObject *parent = nullptr);

    [[nodiscard]] const PowerWatch &power() const { return m_power; }

private:
    void tell();
    void begin();

    Scheduler &m_scheduler;
    PowerWatch m_power;
    NetworkWatch m_network;
    bool m_begun = false;
};

} // namespace lifeboat
