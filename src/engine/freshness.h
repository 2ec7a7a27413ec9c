// SPDX-License-Identifier: GPL-3.0-or-later
// Telling every machine that the last backup still is what the database is, without uploading it again
// (FORMAT.md, "Side objects"). Synchronous.
#pragma once

#include "engine/backupfacts.h"
#include "sqlite/sourcestamp.h"

namespace lifeboat {

/// The marker.
struct Freshness
{
    QDateTime at; ///< UTC: the database was looked at then
    QString host;
    QString key; ///< of the backup that held all that the database did
    QString contentSha256;

    bool operator==(const Freshness &) const = default;
};

[[nodiscard]] Result<void> putFreshness(const SideObjects &side, const Freshness &freshness,
                                        const CancelToken &cancel);
[[nodiscard]] Result<std::optional<Freshness>> getFreshness(const SideObjects &side,
                                                            const CancelToken &cancel);

/// Until when the newest backup was known to be as good as a new one; invalid when the marker is about
/// another one, or there is none.
[[nodiscard]] QDateTime confirmedAt(const QList<BackupEntry> &newestFirst,
                                    const std::optional<Freshness> &freshness);

/// The files of a database as they were when it was found to be what the backup under `key` holds.
struct KnownSource
{
    QString key;
    SourceStamp stamp;
};

/// A backup that a database may still be the same as.
struct LastBackup
{
    BackupEntry entry;
    QString contentSha256;
};

/// The newest in the store; nothing when its facts cannot be read with the profile's own key, for then
/// somebody else made it, or with another key, nor when a restore drill found it damaged: a new one is
/// wanted.
[[nodiscard]] Result<std::optional<LastBackup>> lastBackup(ObjectStore &store, const Profile &profile,
                                                           const SideObjects &side,
                                                           const CancelToken &cancel);

} // namespace lifeboat
