// SPDX-License-Identifier: GPL-3.0-or-later
// A profile: one database, one destination, and the rules between them. A plain value without secrets;
// what must stay secret travels beside it in ProfileSecrets.
#pragma once

#include "base/error.h"
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
    bool secretInKeychain = false;
    QString accessKeyId; ///< whose secret is in the keychain; else empty
};

struct EncryptionSettings
{
    bool enabled = false;
    bool keyInKeychain = false;
    QString keyFile; ///< absolute; empty when the key comes from elsewhere
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
    QString encryptionKeyOrigin; ///< "config file", "BACKUP_ENCRYPTION_KEY", "key file /…", "GNOME Keyring"
};

struct LoadedProfile
{
    Profile profile;
    ProfileSecrets secrets;
    QStringList warnings; ///< one sentence each: unknown keys, doubtful values
    /// Why the keychain did not give a secret that the file says it has. Set by ProfileCatalog::load alone:
    /// reading the file asks no keychain.
    std::optional<Error> missingSecret;
};

/// The hint for "no key was found": where this profile's key is, or could be put.
[[nodiscard]] QString missingKeyHint(const EncryptionSettings &settings);
/// ErrorCode::AuthFailed for a profile whose S3 secret only the desktop's keychain has; nothing for others,
/// and when the secret was found.
[[nodiscard]] std::optional<Error> secretOutOfReach(const LoadedProfile &loaded);

} // namespace lifeboat
