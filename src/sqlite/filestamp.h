// SPDX-License-Identifier: GPL-3.0-or-later
// Telling whether a file is still the one it was.
#pragma once

#include <QString>

#include <chrono>

#include <sys/types.h>

namespace lifeboat {

/// Two equal stamps, taken further apart than the kernel's clock tick: nobody wrote between. (The time of the
/// last write, not of the last change: SQLite, run by root, gives a -wal its owner anew whenever it opens
/// it.) A rename within its file system does not change it.
struct FileStamp
{
    dev_t device = 0;
    ino_t inode = 0;
    qint64 size = 0;
    std::chrono::nanoseconds written{}; ///< mtime, since the epoch

    bool operator==(const FileStamp &) const = default;
};
/// All zero when there is no such file.
[[nodiscard]] FileStamp stampOf(const QString &path);

} // namespace lifeboat
