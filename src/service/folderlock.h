// SPDX-License-Identifier: GPL-3.0-or-later
// For files that are locked by the living, and so told from those of the dead: while a folder is locked, no
// such file is made or looked for in it. One that exists but is not locked yet would be taken for a dead
// one's. Any thread; blocks until whoever holds the lock lets go.
#pragma once

#include "storage/folder/systemcalls.h"

#include <QString>

namespace lifeboat {

/// Not open when there is no such folder.
[[nodiscard]] FileDescriptor lockFolder(const QString &folder);

} // namespace lifeboat
