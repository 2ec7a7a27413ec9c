// SPDX-License-Identifier: GPL-3.0-or-later
// What a restore would do and what stands in its way, before anything is done. Asks this computer only, never
// the store. Blocks; any thread.
#pragma once

#include "engine/listing.h"
#include "sqlite/swap.h"

namespace lifeboat {

struct RestorePlan
{
    BackupEntry backup;
    QString target; ///< links followed
    bool targetExists = false;
    bool targetIsForeign = false; ///< not empty, and not an SQLite database by its header
    qint64 targetSize = 0;        ///< bytes, with what its -wal holds
    QDateTime targetModified;     ///< UTC; the last write, to its -wal included
    QList<DatabaseUser> users;
    QString roomFolder; ///< where the backup is downloaded to
    qint64 roomNeeded = 0;
    qint64 roomAvailable = 0;
    bool keyNeeded = false;
    bool keyFound = false;
    QString keyOrigin;   ///< "key file /…", when one was found
    QString missingHint; ///< where to put the key, when it is needed and not found
    QString safetyCopy;  ///< as it would be named now; empty when there is nothing to keep

    [[nodiscard]] bool hasRoom() const { return roomAvailable >= roomNeeded; }
    [[nodiscard]] bool hasKey() const { return keyFound || !keyNeeded; }
};

/// `target` is absolute; empty: the profile's database. ErrorCode::NotFound when its folder does not exist,
/// NotADatabase when it is no file, Io when it cannot be examined.
[[nodiscard]] Result<RestorePlan> planRestore(const LoadedProfile &loaded, const BackupEntry &backup,
                                              const QString &target, bool live, const QDateTime &now);

} // namespace lifeboat
