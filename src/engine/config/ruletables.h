// SPDX-License-Identifier: GPL-3.0-or-later
// Reads [lifeboat.hooks], [lifeboat.drill], [lifeboat.restore], [lifeboat.unsent] and
// [lifeboat.retention].
#pragma once

#include "engine/config/tablereader.h"
#include "engine/profile.h"

namespace lifeboat {

/// The commands stand as they are: ${NAME} in them is the shell's to fill in.
void readHooks(const TableReader &table, HookSettings &hooks);

void readDrill(const TableReader &table, DrillSettings &drill);

void readRestore(const TableReader &table, RestoreSettings &restore);
/// The most days that a safety copy can be told to be kept; 0 is for ever.
inline constexpr int mostUndoDays = 3650;

/// After the encryption table: without encryption nothing is kept, which is warned of.
void readUnsent(const TableReader &table, Profile &profile);

/// After [storage.backup]: rules that do nothing, as it keeps everything, are warned of.
void readRetention(const TableReader &table, Profile &profile);

/// SQL that only asks, as far as its beginning tells.
[[nodiscard]] bool isAssertion(const QString &sql);

} // namespace lifeboat
