// SPDX-License-Identifier: GPL-3.0-or-later
// For files that are locked by the living, and so told from those of the dead: while a folder is locked, no
// such file is made or looked for in it. One that exists but is not locked yet would be taken for a dead
// one's. What they say is for the next command, also after a power cut. Any thread; blocks until whoever
// holds the lock lets go.
#pragma once

#include "storage/folder/systemcalls.h"

#include <QString>

namespace lifeboat {

/// Not open when there is no such folder.
[[nodiscard]] FileDescriptor lockFolder(const QString &folder);
/// Makes it when there is none. Not open when that fails.
[[nodiscard]] FileDescriptor makeAndLockFolder(const QString &folder);
/// Syncs a file and the locked folder that it is in. Best effort: a file system may not be able to.
void makeDurable(int file, const FileDescriptor &folder);

} // namespace lifeboat
