// SPDX-License-Identifier: GPL-3.0-or-later
// The composition root: the only place that names concrete stores, credential sources and clocks.
#pragma once

#include "engine/config/globalsettings.h"
#include "service/backupservice.h"

#include <memory>

namespace lifeboat {

/// `settingsFile` is the one of all profiles, whose limits of speed hold from one store to the next: a change
/// needs no restart.
[[nodiscard]] std::unique_ptr<BackupService> composeService(const QString &settingsFile = {});

/// What holds for every profile, at the start. Logs what is wrong with the file; with a broken one the
/// defaults hold, and backups go on.
[[nodiscard]] GlobalSettings settingsOf(const QString &settingsFile);

} // namespace lifeboat
