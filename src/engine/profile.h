// SPDX-License-Identifier: GPL-3.0-or-later
// A profile: one database, one destination, and the rules between them. A plain value without secrets;
// what must stay secret travels beside it in ProfileSecrets.
#pragma once

#include "base/secretbytes.h"
#include "storage/s3/s3store.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>

namespace lifeboat {

struct FolderDestination
{
    QString path; ///< absolute
};

struct S3Destination
{
    S3Options options;
    QString accountId; ///< Cloudflare account, when the endpoint was made from one
    QString keyPrefix; ///< put before every key, "" or ending in '/'
};

struct EncryptionSettings
{
    bool enabled = false;
    QString keyFile; ///< absolute; empty when the key comes from the config or the environment
};

struct Profile
{
    QString id;           ///< the config file's base name
    QString configFile;   ///< absolute
    QString databasePath; ///< absolute
    QString backupName;   ///< the <name> in backups/<name>_YYYYMMDD_HHMMSS.db
    bool scheduleEnabled = true;
    std::chrono::seconds interval{86'400};
    int retentionCount = 7; ///< generations kept; 0 keeps all
    EncryptionSettings encryption;
    std::variant<FolderDestination, S3Destination> destination;
    QString temporaryFolder;                 ///< where snapshots are made; empty: chosen by the workspace
    qint64 walGrowthLimit = qint64(1) << 30; ///< bytes; 0: none

    /// "" for a folder.
    [[nodiscard]] QString keyPrefix() const;
};

struct ProfileSecrets
{
    std::optional<Credentials> credentials; ///< stated in the config file
    SecretBytes encryptionKey;              ///< 32 bytes decoded, or empty when none was stated anywhere
    QString encryptionKeyOrigin;            ///< "config file", "BACKUP_ENCRYPTION_KEY", "key file /…"
};

struct LoadedProfile
{
    Profile profile;
    ProfileSecrets secrets;
    QStringList warnings; ///< one sentence each: unknown keys, doubtful values
};

} // namespace lifeboat
