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
};

} // namespace lifeboat
