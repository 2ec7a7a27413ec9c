// SPDX-License-Identifier: GPL-3.0-or-later
// Which destination folders this user's Lifeboats have used, in a file of the state folder, so that one whose
// disk is not mounted is told from one that was never made. Any thread; reads and writes a file.
#pragma once

#include "service/statefile.h"
#include "storage/folder/folderstore.h"

namespace lifeboat {

class KnownFolders final : public FolderMemory
{
public:
    explicit KnownFolders(const QString &stateFolder = lifeboat::stateFolder());

    [[nodiscard]] bool wasUsed(const QString &root) const override;
    /// Best effort: where it cannot be kept, the folder is as good as new when it is missing.
    void noteUsed(const QString &root) override;

private:
    StateFile m_file;
};

} // namespace lifeboat
