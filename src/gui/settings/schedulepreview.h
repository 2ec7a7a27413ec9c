// SPDX-License-Identifier: GPL-3.0-or-later
// What a schedule comes to: in words, and the times of its next runs. Pure functions.
#pragma once

#include "engine/schedule.h"

namespace lifeboat {

/// At most `count`, UTC, without jitter; for intervals, counted from `now`. Fewer, or none, when no more come
/// within ten years or the schedule is off.
[[nodiscard]] QList<QDateTime> nextRuns(const Schedule &schedule, const QDateTime &now, const QTimeZone &zone,
                                        int count);

/// As describeSchedule() has it, and rules of cron as the days and times they stand for where these are the
/// same every week and few enough to be read.
[[nodiscard]] QString scheduleWords(const Schedule &schedule);

/// A few lines for people, in local time.
[[nodiscard]] QString schedulePreview(const Schedule &schedule, const QDateTime &now, const QTimeZone &zone);

} // namespace lifeboat
