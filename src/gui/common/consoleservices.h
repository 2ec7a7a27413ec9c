// SPDX-License-Identifier: GPL-3.0-or-later
// What watches over the profiles while the console runs, with or without its window. References to objects
// that outlive every window; window's thread only.
#pragma once

#include "engine/loginstart.h"
#include "service/healthmonitor.h"
#include "service/scheduler.h"

namespace lifeboat {

struct ConsoleServices
{
    Scheduler &scheduler;
    HealthMonitor &health;
    std::shared_ptr<LoginStart> loginStart; ///< null: not offered. Blocks: in a job only

    /// What comes next for a profile: as its schedule says or, until that was looked at, as its backups let
    /// expect; without a time while neither is known.
    [[nodiscard]] NextRun nextOf(const QString &profile) const
    {
        if (scheduler.knows(profile))
            return scheduler.next(profile);
        return {WaitReason::NotYet, health.stateOf(profile).report.nextDue};
    }
};

} // namespace lifeboat
