// SPDX-License-Identifier: GPL-3.0-or-later
// What a database held when it was backed up, kept in the store so that a restore can be held against it.
// Synchronous.
#pragma once

#include "engine/sideobjects.h"
#include "sqlite/rowcounts.h"

namespace lifeboat {

struct BackupFacts
{
    QString contentSha256;  ///< of the database file, 64 hex digits
    QString schemaSha256;   ///< schemaFingerprint(), 64 hex digits
    RowCounts rows;         ///< of the biggest tables
    bool isComplete = true; ///< of all tables

    bool operator==(const BackupFacts &) const = default;
};

/// Tables whose rows are kept, the biggest ones.
inline constexpr qsizetype mostTables = 400;

/// Looks at a snapshot of which the checksum is known. Counting ends after `limit`.
[[nodiscard]] Result<BackupFacts> gatherFacts(const QString &snapshot, std::chrono::milliseconds limit,
                                              const CancelToken &cancel);

/// A side object, factsName(backupKey), of these members.
[[nodiscard]] QJsonObject toJson(const BackupFacts &facts, const QString &backupKey);
[[nodiscard]] Result<void> putFacts(const SideObjects &side, const QString &backupKey,
                                    const BackupFacts &facts, const CancelToken &cancel);
/// Nothing when there are none that can be trusted.
[[nodiscard]] Result<std::optional<BackupFacts>> getFacts(const SideObjects &side, const QString &backupKey,
                                                          const CancelToken &cancel);

/// The first way in which the database at `path` is not what `facts` say; nothing when it is all of that.
/// ErrorCode::Cancelled, and Corrupt for a file that cannot be read.
[[nodiscard]] Result<std::optional<QString>> differenceFrom(const BackupFacts &facts, const QString &path,
                                                            const CancelToken &cancel);

} // namespace lifeboat
