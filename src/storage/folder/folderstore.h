// SPDX-License-Identifier: GPL-3.0-or-later
// A destination that is a folder: a USB disk, a NAS mount, the embedded default.
// Keys become relative paths; metadata lies in ".lifeboat/meta/<key>.json" (FORMAT.md). Written as
// temporary file, fsync, rename, fsync of the folder; files 0600, folders 0700.
#pragma once

#include "base/clock.h"
#include "storage/objectstore.h"

#include <memory>

namespace lifeboat {

/// Which folders have held what Lifeboat wrote, remembered beyond the store. Used on the store's thread.
class FolderMemory
{
public:
    virtual ~FolderMemory() = default;
    /// `root`: absolute and clean, as the store itself spells it.
    [[nodiscard]] virtual bool wasUsed(const QString &root) const = 0;
    virtual void noteUsed(const QString &root) = 0;

protected:
    FolderMemory() = default;
    Q_DISABLE_COPY_MOVE(FolderMemory)
};

/// `root` must exist, or its parent must: an absent mount point is an error, not a new folder on the wrong
/// disk. A root that is not there is an error as well when `memory` knows that it was used; otherwise it is
/// empty to all who look, and the first put() makes it.
[[nodiscard]] Result<std::unique_ptr<ObjectStore>> openFolderStore(
    const QString &root, std::shared_ptr<FolderMemory> memory = nullptr);

} // namespace lifeboat
