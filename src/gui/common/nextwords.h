// SPDX-License-Identifier: GPL-3.0-or-later
// What a schedule does next, as people say it, in local time and the user's language. Pure functions.
#pragma once

#include "engine/schedule.h"

#include <QString>

namespace lifeboat {

/// Of a time to come, or just past: "14:00", "tomorrow 03:00", "Mon 03:00" within a week, else the date and
/// the time.
[[nodiscard]] QString atWords(const QDateTime &time, const QDateTime &now);
/// "next in 3 h 12 min", "retrying at 10:05", "paused until 14:00", "waiting for a network". Nothing for a
/// run whose time is not known, rather than something that turns out wrong a moment later.
[[nodiscard]] QString nextWords(const NextRun &next, const QDateTime &now);
/// For where there is little room: "next 03:00", "paused", "waiting for a network"; or nothing.
[[nodiscard]] QString shortNextWords(const NextRun &next, const QDateTime &now);

} // namespace lifeboat
