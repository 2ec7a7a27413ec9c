// SPDX-License-Identifier: GPL-3.0-or-later
// A schedule as people say it, in their language. A pure function.
#pragma once

#include "engine/schedule.h"

#include <QString>

namespace lifeboat {

/// "every 24 hours", "daily at 03:00, 15:00", "Mon, Thu at 03:00", "cron 0 3 * * 1-5", "off".
[[nodiscard]] QString describeSchedule(const Schedule &schedule);

} // namespace lifeboat
