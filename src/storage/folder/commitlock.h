// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the two steps of a commit (metadata, then object) together when several Lifeboats write to one
// folder. Held for milliseconds; the operating system drops it when a process dies.
#pragma once

#include "base/canceltoken.h"
#include "storage/folder/foldertree.h"

namespace lifeboat {

class CommitLock final
{
public:
    /// Waits its turn for up to ten seconds, then ErrorCode::Busy. File systems without locks (some network
    /// mounts) give one that holds nothing: creating stays atomic there, only metadata could cross.
    [[nodiscard]] static Result<CommitLock> take(const FolderTree &tree, const CancelToken &cancel);

private:
    explicit CommitLock(FileDescriptor file) : m_file(std::move(file)) {}
    FileDescriptor m_file;
};

} // namespace lifeboat
