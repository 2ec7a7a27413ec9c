// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a key that somebody typed is the one that the backups in the store are sealed with. Synchronous.
#pragma once

#include "engine/fetchjob.h"

namespace lifeboat {

struct KeyTrial
{
    std::optional<BackupEntry> opened;  ///< a backup that the key opens, or the facts beside it
    std::optional<BackupEntry> refused; ///< the newest that it does not open
    QString untried;                    ///< why nothing could be told, when neither is there
};

/// Generations whose facts are tried, from the newest on: one of them may be sealed with a wrong key itself.
inline constexpr qsizetype mostTried = 10;
/// Bytes of a backup that is fetched, where its facts do not tell.
inline constexpr qint64 largestTried = qint64(64) << 20;

/// Tries `place.key` on what was sealed: first the facts beside the newest of `backups`, which are small;
/// where these open none, the newest itself, in a workspace in one of `bases`. An error means that it could
/// not be told, of which ErrorCode::Cancelled is one.
[[nodiscard]] Result<KeyTrial> tryKey(const BackupPlace &place, const QList<BackupEntry> &newestFirst,
                                      const QStringList &bases, const JobControl &control);

} // namespace lifeboat
