// SPDX-License-Identifier: GPL-3.0-or-later
// Reads [lifeboat.schedule]: times, days and cron beside the interval, and what holds a run up.
#pragma once

#include "engine/config/tablereader.h"
#include "engine/schedule.h"

namespace lifeboat {

/// Sets in `schedule` what the table states; problems go to its report.
void readSchedule(const TableReader &table, Schedule &schedule);

/// A time of day as files state it, "03:00".
[[nodiscard]] QString timeText(QTime time);
/// A day as files state it: "mon" to "sun".
[[nodiscard]] QString dayText(Qt::DayOfWeek day);

} // namespace lifeboat
