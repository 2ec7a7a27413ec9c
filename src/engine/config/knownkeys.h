// SPDX-License-Identifier: GPL-3.0-or-later
// Every table and key Lifeboat reads, and the warnings about those that look like them.
#pragma once

#include "engine/config/readreport.h"
#include "engine/config/tomltree.h"

namespace lifeboat {

/// Warns of keys in our tables that nothing reads, with the nearest name that is read. Tables of other
/// programs, and other programs' keys in the tables we share with them, are left alone unless they look like
/// a slip of one of ours.
void warnOfUnknownKeys(const TomlNode &root, ReadReport &report);

/// Everything a profile may say, as "storage.backup.bucket"; tables are no keys.
[[nodiscard]] QStringList knownProfileKeys();

} // namespace lifeboat
