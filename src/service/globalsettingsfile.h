// SPDX-License-Identifier: GPL-3.0-or-later
// Changes the file of the settings that hold for every profile. Blocks for the disk; one thread at a time.
#pragma once

#include "engine/config/globalsettings.h"

namespace lifeboat {

/// Writes to `file` (0600, all or nothing) the values of `before` that are others in `after`, and keeps
/// everything else, comments and unknown keys included, byte by byte. Makes the file and its folder where
/// they are missing. ErrorCode::Configuration when the file is broken: nothing is changed then.
[[nodiscard]] Result<void> saveGlobalSettings(const QString &file, const GlobalSettings &before,
                                              const GlobalSettings &after,
                                              const QProcessEnvironment &environment);

} // namespace lifeboat
