// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/drillschedule.h"

#include <algorithm>

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds pauseAfterTrying = 24h;
constexpr std::chrono::seconds leastPause = 1h;
constexpr auto clockTolerance = 5min;

bool isOlder(const QDateTime &time, std::chrono::seconds age, const QDateTime &now)
{
    const bool believed = time.isValid() && time <= now.addSecs(std::chrono::seconds(clockTolerance).count());
    return !believed || time.addSecs(age.count()) <= now;
}

std::chrono::seconds pauseAfterFailure(std::chrono::seconds interval)
{
    return std::min(interval, std::clamp(interval / 10, leastPause, pauseAfterTrying));
}

} // namespace

bool drillDue(const DrillSettings &settings, const DrillMemory &memory, const Surroundings &surroundings,
              const QDateTime &now)
{
    if (!settings.enabled || !surroundings.online || surroundings.metered || surroundings.onBattery
        || surroundings.busy)
        return false;
    const auto pause = memory.hasFailed ? pauseAfterFailure(settings.interval) : settings.interval;
    return isOlder(memory.newest, pause, now)
           && isOlder(memory.tried, std::min(pause, pauseAfterTrying), now);
}

} // namespace lifeboat
