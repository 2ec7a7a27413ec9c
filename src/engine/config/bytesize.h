// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes as people write them. A pure function.
#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace lifeboat {

/// Bytes in "4096", "64 KiB", "1.5 GiB", "10 MB": B, KB to TB count in thousands, KiB to TiB in 1,024s,
/// upper or lower case. Nothing for anything else, negative numbers and what does not fit.
[[nodiscard]] std::optional<qint64> parseByteSize(QStringView text);

/// As above with "/s" behind it or not: "10 MiB/s".
[[nodiscard]] std::optional<qint64> parseByteRate(QStringView text);

/// What parseByteSize() reads as exactly these bytes, in the largest unit that has no fraction: "64 KiB".
[[nodiscard]] QString exactByteSize(qint64 bytes);

} // namespace lifeboat
