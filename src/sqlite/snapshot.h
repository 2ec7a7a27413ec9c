// SPDX-License-Identifier: GPL-3.0-or-later
// A consistent copy of a live SQLite database, taken with the online backup API under a held read
// transaction: writers in WAL mode go on, the copy never starts again, and it can be cancelled.
// Synchronous; opens and closes its own connections on the calling thread.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "base/result.h"

#include <QString>

#include <chrono>

namespace lifeboat {

struct SnapshotOptions
{
    CancelToken cancel;
    ByteProgress progress; ///< bytes copied, bytes in all; may be empty
    /// How long to wait for a writer that holds the database (rollback mode) before ErrorCode::Busy.
    std::chrono::milliseconds busyTimeout{30'000};
    /// The held read transaction keeps the WAL from being reset; give up (ErrorCode::Busy) when the
    /// `-wal` file has grown by more than this many bytes since the start. 0 = no limit.
    qint64 walGrowthLimit = qint64(1) << 30;
    /// fsync the copy. Off for one that is read once and thrown away: on a slow disk that is most of the
    /// time.
    bool durable = false;
};

/// What was copied, as found in the copy.
struct SnapshotInfo
{
    qint64 size = 0; ///< bytes of the copy
    int pageSize = 0;
    qint64 pageCount = 0;
    int userVersion = 0;
    quint32 applicationId = 0;
    bool walMode = false; ///< the source's journal mode is WAL (kept in the copy's header)
};

/// Copies `source` into `destination`, which must not exist and is created with mode 0600. The source
/// is opened read-only and nothing beside it is created or removed. On any error the destination is
/// removed. Errors: NotFound, NotADatabase (also for an empty file), SourceEncrypted, Busy,
/// PermissionDenied, Corrupt, NoSpace, Io, Cancelled.
[[nodiscard]] Result<SnapshotInfo> takeSnapshot(const QString &source, const QString &destination,
                                                const SnapshotOptions &options);

} // namespace lifeboat
