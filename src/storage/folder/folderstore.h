// SPDX-License-Identifier: GPL-3.0-or-later
// A destination that is a folder: a USB disk, a NAS mount, the embedded default.
// Keys become relative paths; metadata lies in ".lifeboat/meta/<key>.json" (FORMAT.md). Written as
// temporary file, fsync, rename, fsync of the folder; files 0600, folders 0700.
#pragma once

#include "base/clock.h"
#include "storage/objectstore.h"

#include <memory>

namespace lifeboat {

/// `root` must exist, or its parent must (then it is created): an absent mount point is an error, not a new
/// folder on the wrong disk.
[[nodiscard]] Result<std::unique_ptr<ObjectStore>> openFolderStore(const QString &root);

} // namespace lifeboat
