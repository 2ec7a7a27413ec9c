// SPDX-License-Identifier: GPL-3.0-or-later
// Getting a backup out of the store as a proven database file: download, open, compare, check. The first
// half of verify, download and restore.
#pragma once

#include "base/secretbytes.h"
#include "engine/backupfacts.h"
#include "engine/backupmetadata.h"
#include "engine/listing.h"
#include "engine/progress.h"
#include "engine/throttle.h"
#include "engine/workspace.h"
#include "sqlite/inspect.h"

#include <memory>
#include <optional>

namespace lifeboat {

/// Where a profile's backups are. What it refers to outlives it.
struct BackupPlace
{
    ObjectStore &store;
    const Profile &profile;
    const SecretBytes &key;
};

struct FetchedBackup
{
    std::unique_ptr<Workspace> workspace; ///< owns the file's folder: keep it until the file has been moved
    QString file;                         ///< the plain database, 0600
    BackupEntry entry;
    BackupMetadata metadata;
    qint64 databaseSize = 0;
    QString contentSha256;
    bool sealed = false;
    bool checksumCompared = false; ///< false for objects whose metadata carry no checksum (RustResort's own)
    std::optional<BackupFacts> facts; ///< what it held when it was made, where that is known
    IntegrityReport integrity;
};

enum class FetchFor {
    Looking, ///< it will be thrown away
    Keeping, ///< it will be put in place: made durable while it is checked
};

/// Downloads `entry` into a workspace in one of `bases`, opening the envelope on the way, and proves it:
/// object size and SHA-256, authentication tag, content SHA-256 (also that of its facts, which a store cannot
/// forge where backups are sealed), database size, integrity_check. No more is received than was listed.
/// ErrorCode::Corrupt or WrongKey when any of it fails; nothing is left then.
[[nodiscard]] Result<FetchedBackup> fetchBackup(const BackupPlace &place, const BackupEntry &entry,
                                                const QStringList &bases, FetchFor purpose,
                                                const JobControl &control, const SpeedLimit &limit = {});

/// Whether an error of fetchBackup() is about the backup, rather than about getting it.
[[nodiscard]] bool isVerdict(ErrorCode code);

} // namespace lifeboat
