// SPDX-License-Identifier: GPL-3.0-or-later
// What Lifeboat runs on, for About and for reports. Any thread.
#pragma once

#include <QStringList>

namespace lifeboat {

/// "Qt 6.4.2", "SQLite 3.40.1" and so on: as they are loaded, which an upgrade may have changed since the
/// build.
[[nodiscard]] QStringList libraryVersions();

} // namespace lifeboat
