// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into a database file: what it is, and whether it is sound.
// Synchronous; opens its own read-only connection on the calling thread.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "base/result.h"
#include "sqlite/filestamp.h"

#include <QString>
#include <QStringList>

namespace lifeboat {

/// The 16 bytes every SQLite 3 database begins with.
inline constexpr char sqliteMagic[] = "SQLite format 3"; // and its terminating NUL

/// True when `head` (16 bytes or more) begins with SQLite's magic.
[[nodiscard]] bool looksLikeSqlite(QByteArrayView head);

/// How a file may be opened for reading.
enum class OpenAs {
    Live,   ///< may be in use: locks respected, `-wal` read
    Private ///< a finished copy only we know (immutable: no locks, no sidecar files, stale ones ignored)
};

struct DatabaseInfo
{
    qint64 size = 0; ///< bytes of the main file
    int pageSize = 0;
    qint64 pageCount = 0;
    int userVersion = 0;
    quint32 applicationId = 0;
    bool walMode = false;
    QStringList tables; ///< user tables, sorted
};

[[nodiscard]] Result<DatabaseInfo> inspectDatabase(const QString &path, OpenAs how);

/// Runs PRAGMA integrity_check (all of it) and foreign_key_check. ErrorCode::Corrupt with the first few
/// findings of integrity_check in the message; foreign key violations do not fail but are counted, as
/// the source may well have had them. `cancel` is looked at every few thousand virtual machine steps.
struct IntegrityReport
{
    qint64 foreignKeyViolations = 0; ///< counted up to 1,000
    FileStamp checked;               ///< the file as it was when the check began
};
[[nodiscard]] Result<IntegrityReport> checkIntegrity(const QString &path, OpenAs how,
                                                     const CancelToken &cancel);

/// PRAGMA quick_check: as checkIntegrity, but neither indexes against their tables nor foreign keys.
[[nodiscard]] Result<void> quickCheck(const QString &path, OpenAs how, const CancelToken &cancel);

} // namespace lifeboat
