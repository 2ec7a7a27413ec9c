// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people read them. Pure functions.
#pragma once

#include <QDateTime>
#include <QString>

#include <chrono>

namespace lifeboat {

/// Binary units, three significant digits, as the default locale writes them: "0 B", "999 B", "1.50 KiB",
/// "48.0 MiB".
[[nodiscard]] QString formatBytes(qint64 bytes);
/// "84.0 MiB/s"; "–" when nothing was measured.
[[nodiscard]] QString formatRate(double bytesPerSecond);
/// "0:07", "12:03", "1:02:03".
[[nodiscard]] QString formatDuration(std::chrono::milliseconds duration);
/// ISO 8601 in UTC with seconds: "2026-01-31T09:05:00Z"; empty for an invalid time.
[[nodiscard]] QString formatUtc(const QDateTime &time);
/// Shell-independent quoting for messages: control characters escaped, in double quotes.
[[nodiscard]] QString quoted(const QString &text);
/// Text from outside as it is, but on one line and hiding nothing: what could break the line, move the cursor
/// or turn the reading direction is spelled out.
[[nodiscard]] QString escaped(const QString &text);
/// The candidate closest to `word` by edit distance, or empty when none is close (≤ 1/3 of its length, at
/// least 2).
[[nodiscard]] QString nearestWord(const QString &word, const QStringList &candidates);

} // namespace lifeboat
