// SPDX-License-Identifier: GPL-3.0-or-later
// Where backups go: [storage.folder], or [storage.backup] bucket with [cloudflare].
#pragma once

#include "engine/config/configpaths.h"
#include "engine/config/tablereader.h"
#include "engine/profile.h"

namespace lifeboat {

/// Fills destination and stated credentials of `loaded`. With both destinations the folder wins, and nothing
/// of [cloudflare] is read: its variables need not be set.
void readDestination(const TableReader &document, const ConfigPaths &paths, LoadedProfile &loaded);

} // namespace lifeboat
