// SPDX-License-Identifier: GPL-3.0-or-later
// How a profile's backups are doing, as people say it, in local time and the user's language. Pure functions.
#pragma once

#include "engine/schedule.h"
#include "service/healthmonitor.h"

namespace lifeboat {

/// There is none yet, and one is being made: no reason to worry.
[[nodiscard]] bool isFirstBeingMade(const StoreHealth &health, const NextRun &next);
/// "Healthy, last backup 5 h ago", "Its store cannot be reached since 14:02 or earlier".
[[nodiscard]] QString healthWords(const StoreHealth &health, const QDateTime &now);
/// For where there is little room: "5 h ago · next 03:00", "no backup yet · due now".
[[nodiscard]] QString shortStatusWords(const StoreHealth &health, const NextRun &next, const QDateTime &now);

} // namespace lifeboat
