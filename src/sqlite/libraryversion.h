// SPDX-License-Identifier: GPL-3.0-or-later
// Which SQLite runs, for reports. Any thread.
#pragma once

#include <QString>

namespace lifeboat {

/// "3.40.1": of the library that is loaded, not of the one that it was built with.
[[nodiscard]] QString sqliteVersion();

} // namespace lifeboat
