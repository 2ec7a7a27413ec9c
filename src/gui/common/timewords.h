// SPDX-License-Identifier: GPL-3.0-or-later
// Times as people say them, in local time and the user's language. Pure functions.
#pragma once

#include <QDateTime>
#include <QStringList>

namespace lifeboat {

enum class TimeDetail { Minutes, Seconds };

/// "today 03:00", "yesterday 03:00", "Mon 03:00" within a week, else the date and the time.
[[nodiscard]] QString whenWords(const QDateTime &time, const QDateTime &now,
                                TimeDetail detail = TimeDetail::Minutes);
/// "less than a minute", "12 min", "5 h 20 min", "3 days": the time between, whichever comes first.
[[nodiscard]] QString spanWords(const QDateTime &from, const QDateTime &to);
/// What stands behind a number: "minutes", "hours", "days"; "minute" and so on behind 1.
[[nodiscard]] QStringList unitWords(int count);
/// As it stands by itself: with a capital, where the language has them.
[[nodiscard]] QString sentence(const QString &words);

} // namespace lifeboat
