// SPDX-License-Identifier: GPL-3.0-or-later
// Putting a finished database file in the place of another: as one set with its -wal, -shm and
// -journal, because a left-over -wal would silently undo the restore; or into an open database through
// SQLite itself. Synchronous, one thread.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "base/result.h"
#include "sqlite/filestamp.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace lifeboat {

struct DatabaseUser
{
    qint64 pid = 0;
    QString program; ///< from /proc/<pid>/comm; empty when it may not be read
};

/// Other processes that have `database` or one of its sidecar files open: found through /proc (those we
/// may look into) and through SQLite's lock bytes on the file and its -shm (any user's). Empty means
/// nobody was found. ErrorCode::Io only when the file itself cannot be examined.
[[nodiscard]] Result<QList<DatabaseUser>> findDatabaseUsers(const QString &database);

struct SwapReport
{
    /// Folder beside the database that holds the previous set, or empty when there was none:
    /// "<database>.before-restore-YYYYMMDD_HHMMSS".
    QString safetyCopy;
};

/// The folder in which a swap at `now` (UTC) would keep the previous set of `target`.
[[nodiscard]] QString safetyCopyFor(const QString &target, const QDateTime &now);

/// Replaces `target` (symlinks followed) by `fresh`, which must lie on the same file system, be complete and
/// be checked. Order: fsync `fresh` and give it the old owner, group, mode, ACL and extended attributes;
/// write a journal beside the database; hard-link (or copy) the old database into the safety folder and move
/// its sidecars there; fsync; rename `fresh` over `target`; fsync the folder; open the result and prove it;
/// remove the journal. Any failure puts everything back; after a kill, recoverSwap() does. Before all that,
/// SQLite takes what a crash left in -wal or -journal into the old database, so that it stays whole by itself
/// should the process be killed while its sidecars are already moved. Refuses (ErrorCode::Busy, naming the
/// programs) when findDatabaseUsers() finds somebody. `now` is UTC and names the safety folder. `checked` is
/// what checkIntegrity() said of `fresh`: if the result is that very file, unwritten since, opening it and
/// reading its schema is proof enough; else it is quick_checked.
[[nodiscard]] Result<SwapReport> swapDatabase(const QString &fresh, const QString &target,
                                              const QDateTime &now, const CancelToken &cancel,
                                              const FileStamp &checked = {});

/// What became of a restore whose process was killed.
struct SwapRecovery
{
    enum class Outcome {
        TakenBack, ///< the previous database and its sidecars are in their place
        Finished,  ///< the new database was in its place already
        Unclear,   ///< the database was used meanwhile, or SQLite finished alone; nothing was touched
    };
    Outcome outcome = Outcome::TakenBack;
    QString target;
    QString safetyCopy; ///< the folder with what was there before; empty when there is none
};

/// Finishes or takes back what a killed swapDatabase() or restoreIntoLive() left at `target` (behind all
/// links), by its journal. Nothing when there is no journal, or the restore still runs. An error means that
/// it could not be done now: the journal stays, and the next call tries again.
[[nodiscard]] Result<std::optional<SwapRecovery>> recoverSwap(const QString &target);

/// For people, in one or two sentences.
[[nodiscard]] QString describe(const SwapRecovery &recovery);

/// The databases in `folder` with the journal of a restore, interrupted or still running.
[[nodiscard]] QStringList unfinishedSwapsIn(const QString &folder);

struct LiveRestoreOptions
{
    CancelToken cancel;
    ByteProgress progress;
    std::chrono::milliseconds busyTimeout{30'000};
};

/// Writes the content of `fresh` into the open database `target` through sqlite3_backup, in one
/// transaction: other connections see all of it or nothing. Before that, a consistent snapshot of the
/// present content is kept in the same safety folder as swapDatabase(). ErrorCode::Busy when a writer
/// does not let go in time; the database is then unchanged. ErrorCode::Corrupt when what was written does
/// not pass a quick_check; the safety copy stays.
[[nodiscard]] Result<SwapReport> restoreIntoLive(const QString &fresh, const QString &target,
                                                 const QDateTime &now, const LiveRestoreOptions &options);

} // namespace lifeboat
