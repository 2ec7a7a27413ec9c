// SPDX-License-Identifier: GPL-3.0-or-later
// Reads [lifeboat.hooks] and [lifeboat.drill].
#pragma once

#include "engine/config/tablereader.h"
#include "engine/profile.h"

namespace lifeboat {

/// The commands stand as they are: ${NAME} in them is the shell's to fill in.
void readHooks(const TableReader &table, HookSettings &hooks);

void readDrill(const TableReader &table, DrillSettings &drill);

/// SQL that only asks, as far as its beginning tells.
[[nodiscard]] bool isAssertion(const QString &sql);

} // namespace lifeboat
