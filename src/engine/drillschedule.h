// SPDX-License-Identifier: GPL-3.0-or-later
// When the next restore drill is due. A pure function.
#pragma once

#include "engine/profile.h"

namespace lifeboat {

/// What is known of the drills of one profile.
struct DrillMemory
{
    QDateTime newest; ///< the latest that is told of, by this machine or the store; invalid: there was none
    QDateTime tried;  ///< when this machine began one last; invalid: never
    bool hasFailed = false; ///< the newest one did

    bool operator==(const DrillMemory &) const = default;
};

/// A drill is due once the newest one is as old as the interval; after one that failed a day later, or a
/// tenth of the interval when that is less, as a newer backup may be good. One that was begun and came to
/// nothing is begun again a day later at most. Never offline, on a metered network or on battery, whatever
/// the schedule of the backups says of those, nor beside a job that changes things. Times from the future are
/// not believed.
[[nodiscard]] bool drillDue(const DrillSettings &settings, const DrillMemory &memory,
                            const Surroundings &surroundings, const QDateTime &now);

} // namespace lifeboat
