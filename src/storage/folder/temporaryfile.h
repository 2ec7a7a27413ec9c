// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is being written in the destination's private folder and appears under its name only when
// it is whole and on the disk. Removed with its object unless it was moved in place; what a killed process
// left is found by matchesTemporary() and removeIfAbandoned(): the living hold a lock on theirs.
#pragma once

#include "storage/folder/foldertree.h"

#include <QDateTime>

namespace lifeboat {

class TemporaryFile final
{
public:
    /// `key` is the object it is for; its beginning becomes part of the name.
    [[nodiscard]] static Result<TemporaryFile> create(const FolderTree &tree, const QString &key);
    ~TemporaryFile();
    TemporaryFile(TemporaryFile &&) noexcept = default;
    TemporaryFile &operator=(TemporaryFile &&) = delete;
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;

    [[nodiscard]] Result<void> write(QByteArrayView block);
    /// On the disk after this; nothing more can be written.
    [[nodiscard]] Result<void> finish();
    /// ErrorCode::AlreadyExists when `replace` is false and something of that name is there. `path` is
    /// the same place for messages. The folder is synced by the caller.
    [[nodiscard]] Result<void> moveTo(const FilePlace &target, QByteArrayView path, bool replace);

private:
    TemporaryFile(const FolderTree &tree, FilePlace place, FileDescriptor file, FileDescriptor lock)
        : m_tree(&tree), m_place(std::move(place)), m_file(std::move(file)), m_lock(std::move(lock))
    {
    }
    [[nodiscard]] Error writeError(int number) const;

    const FolderTree *m_tree;
    FilePlace m_place; ///< folder closed: moved away, nothing to remove
    FileDescriptor m_file;
    FileDescriptor m_lock; ///< the same open file, and so its lock, for as long as this lives
};

/// Whether a file of the private folder was made for a key that begins with `prefix`. Prefixes longer than
/// what a file name can hold match by their beginning.
[[nodiscard]] bool matchesTemporary(QByteArrayView fileName, const QString &prefix);

/// Removes a file of the private folder whose writer is dead for sure: made since this machine was started,
/// by a process whose lock is gone; or, made by another machine or before, not locked and last written to a
/// day before `now`. Whether it did.
bool removeIfAbandoned(const FolderTree &tree, const FilePlace &place, const QDateTime &now);

} // namespace lifeboat
