// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/drillschedule.h"

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr auto pauseAfterTrying = std::chrono::hours(24);
constexpr auto clockTolerance = 5min;

bool isOlder(const QDateTime &time, std::chrono::seconds age, const QDateTime &now)
{
    const bool believed = time.isValid() && time <= now.addSecs(std::chrono::seconds(clockTolerance).count());
    return !believed || time.addSecs(age.count()) <= now;
}

} // namespace

bool drillDue(const DrillSettings &settings, const DrillMemory &memory, const Surroundings &surroundings,
              const QDateTime &now)
{
    if (!settings.enabled || !surroundings.online || surroundings.metered || surroundings.onBattery
        || surroundings.busy)
        return false;
    return isOlder(memory.newest, settings.interval, now)
           && isOlder(memory.tried, std::min(settings.interval, pauseAfterTrying), now);
}

} // namespace lifeboat
