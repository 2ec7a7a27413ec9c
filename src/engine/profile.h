// SPDX-License-Identifier: GPL-3.0-or-later
// A profile: one database, one destination, and the rules between them. A plain value without secrets;
// what must stay secret travels beside it in ProfileSecrets.
#pragma once

#include "base/error.h"
#include "base/secretbytes.h"
#include "engine/schedule.h"
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
    bool keyInConfig = false; ///< the config file states the key itself, which comes before a file with it
    QString keyFile;          ///< absolute; empty when the key comes from elsewhere
};

/// Who is told beyond the desktop. Empty: nobody. None of them needs the store to be reachable.
struct AlertSettings
{
    enum class WebhookShape { Json, Ntfy, Gotify };
    QString pingUrl; ///< of a dead-man's switch: itself on success, with "/start" and "/fail" appended
    QString webhookUrl;
    WebhookShape webhookShape = WebhookShape::Json;
    QString mailTo;         ///< through the machine's own sendmail
    bool onSuccess = false; ///< webhook and mail hear of successes too

    bool operator==(const AlertSettings &) const = default;
};

/// The user's commands around backups and restores. Empty: none.
struct HookSettings
{
    QString beforeBackup; ///< its failure calls the backup off
    QString afterBackup;  ///< also after a failure; LIFEBOAT_RESULT says which
    QString beforeRestore;
    QString afterRestore;
    std::chrono::seconds limit{300}; ///< for each

    bool operator==(const HookSettings &) const = default;
};

/// Restores to a scratch file that prove a backup.
struct DrillSettings
{
    bool enabled = true;
    std::chrono::hours interval{30 * 24};
    /// SQL, each a SELECT whose first row's first column must be true (not NULL, 0 or empty).
    QStringList assertions;
    qint64 downloadLimit = 0; ///< bytes per second; 0: the profile's own

    bool operator==(const DrillSettings &) const = default;
};

/// How long what a restore replaced is kept beside the database.
struct RestoreSettings
{
    std::chrono::days undoWithin{30};    ///< 0: for ever
    qint64 undoLimit = qint64(20) << 30; ///< bytes of all of them; 0: none

    bool operator==(const RestoreSettings &) const = default;
};

/// Generations kept besides the newest: the newest of each of the last so many periods that have one. 0:
/// none.
struct RetentionRules
{
    int hourly = 0;
    int daily = 0;
    int weekly = 0;
    int monthly = 0;
    int yearly = 0;
    int verified = 1; ///< proven ones that are never removed; 0: proofs are not asked

    bool operator==(const RetentionRules &) const = default;
};

/// What becomes of a sealed backup that the store does not take.
struct UnsentSettings
{
    bool keep = true;               ///< on this machine, until the next run uploads it
    qint64 limit = qint64(1) << 30; ///< bytes of all that are kept for this profile

    bool operator==(const UnsentSettings &) const = default;
};

struct Profile
{
    QString id;           ///< the config file's base name
    QString configFile;   ///< absolute
    QString databasePath; ///< absolute
    QString backupName;   ///< the <name> in backups/<name>_YYYYMMDD_HHMMSS.db
    Schedule schedule;
    int retentionCount = 7; ///< generations kept; 0 keeps all
    RetentionRules retention;
    EncryptionSettings encryption;
    AlertSettings alerts;
    HookSettings hooks;
    DrillSettings drill;
    UnsentSettings unsent;
    RestoreSettings restore;
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
    SecretBytes webhookToken;               ///< UTF-8, or empty
    QString encryptionKeyOrigin; ///< "config file", "BACKUP_ENCRYPTION_KEY", "key file /…", "GNOME Keyring"
};

struct LoadedProfile
{
    Profile profile;
    ProfileSecrets secrets;
    QStringList warnings; ///< one sentence each: unknown keys, doubtful values
    /// Why the keychain did not give a secret that the file says it has. Set by ProfileCatalog::load, since
    /// reading the file asks no keychain, and by those who read it with UnreadKey::IsMissing.
    std::optional<Error> missingSecret;
};

/// The hint for "no key was found": where this profile's key is, or could be put.
[[nodiscard]] QString missingKeyHint(const EncryptionSettings &settings);
/// ErrorCode::AuthFailed for a profile whose S3 secret only the desktop's keychain has; nothing for others,
/// and when the secret was found.
[[nodiscard]] std::optional<Error> secretOutOfReach(const LoadedProfile &loaded);

} // namespace lifeboat
