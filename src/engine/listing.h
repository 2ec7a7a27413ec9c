// SPDX-License-Identifier: GPL-3.0-or-later
// The backups of one profile as the store lists them.
#pragma once

#include "engine/profile.h"
#include "storage/objectstore.h"

#include <QDateTime>
#include <QList>

#include <functional>

namespace lifeboat {

struct BackupEntry
{
    QString key;
    QDateTime takenAt;      ///< UTC, from the key
    qint64 size = 0;        ///< bytes in the store
    QDateTime lastModified; ///< UTC, the store's own
    /// By name, or, for the seed's sealed objects named ".db", by size: a plain database is a multiple of 512
    /// bytes, a sealed one 28 bytes more.
    bool sealed = false;
};

/// Told of the backups in one page of a listing, in the store's order (oldest first), on the lister's thread.
using BackupPageCallback = std::function<void(const QList<BackupEntry> &)>;

/// All backups of the profile, newest first; objects that do not match the profile's pattern exactly are left
/// out. What `onPage` was told may be less than there is when an error comes back.
[[nodiscard]] Result<QList<BackupEntry>> listBackups(ObjectStore &store, const Profile &profile,
                                                     const CancelToken &cancel,
                                                     const BackupPageCallback &onPage = {});

/// The entry a person means: "latest", a full key, or the key's last segment. ErrorCode::NotFound names the
/// newest ones there are.
[[nodiscard]] Result<BackupEntry> findBackup(const QList<BackupEntry> &backups, const QString &wanted);

} // namespace lifeboat
