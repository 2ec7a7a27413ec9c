// SPDX-License-Identifier: GPL-3.0-or-later
// The profiles of this user: one TOML file each in the XDG config folder, and the secrets the desktop's
// keychain holds for them. Thread-safe. Calls marked "blocks" may wait for a keychain's prompt: workers only.
#pragma once

#include "engine/profile.h"
#include "engine/secretstore.h"

#include <QProcessEnvironment>

#include <memory>
#include <mutex>

namespace lifeboat {

/// What a new profile is made of, as the first-run wizard collects it.
struct NewProfile
{
    QString name;        ///< proposed; made unique and safe for a file name
    Profile rules;       ///< databasePath, destination, schedule, retention, encryption.enabled
    QString accessKeyId; ///< S3 only; empty: the credentials chain finds its own
    SecretBytes secretAccessKey;
    SecretBytes encryptionKey; ///< 32 bytes, or empty when encryption is off
};

/// Where a new profile's secrets go.
enum class SecretPlace {
    Keychain,
    ThisSession, ///< kept in memory; asked for again after a restart
    Environment, ///< nothing is kept: the user sets the variables the credentials chain looks at
};

/// One value of a profile's file; an empty `toml` removes the key.
struct ProfileEdit
{
    QString table; ///< "storage.backup"
    QString key;
    QString toml; ///< the value as TOML writes it: "7", "\"text\"", "true"
};

class ProfileCatalog final
{
public:
    /// `keychain` may be null: every request of it is then ErrorCode::Unsupported.
    ProfileCatalog(QProcessEnvironment environment, std::shared_ptr<SecretStore> keychain);
    Q_DISABLE_COPY_MOVE(ProfileCatalog)

    [[nodiscard]] QString folder() const;
    /// Sorted; quick.
    [[nodiscard]] QStringList names() const;
    /// The file alone, without asking a keychain; quick. A key file that cannot be read is no error but a
    /// warning and LoadedProfile::missingSecret: listing and schedules work without.
    [[nodiscard]] Result<LoadedProfile> peek(const QString &name) const;
    /// With its secrets: stated in the file, kept for this session, or in the keychain. Blocks. A secret that
    /// the keychain could not give is no error but a warning and LoadedProfile::missingSecret, too.
    [[nodiscard]] Result<LoadedProfile> load(const QString &name, const CancelToken &cancel) const;

    /// Writes the secrets first, then the file (0600); on failure neither remains. Returns the name. Blocks.
    [[nodiscard]] Result<QString> create(const NewProfile &profile, SecretPlace place,
                                         const CancelToken &cancel);
    /// Takes a config file of another program or folder as a profile, without copying it: it stays the one
    /// that is read. Returns the name.
    [[nodiscard]] Result<QString> adopt(const QString &configFile);
    /// Changes values and keeps everything else, comments and unknown keys included, byte by byte. The result
    /// is read back before it replaces the file; ErrorCode::Configuration says which value is wrong. Another
    /// key_file has to pass checkKeyFile(); only then it blocks for a keychain.
    [[nodiscard]] Result<void> change(const QString &name, const QList<ProfileEdit> &edits);
    /// The fingerprint of the key in `keyFile`, where the profile as it was loaded may take its key from
    /// there from now on: it has this very key, or none. Errors of readKeyFile(); ErrorCode::Refused for
    /// another key, and where it cannot be told or would not be read. Blocks for the disk, shortly.
    [[nodiscard]] Result<QString> checkKeyFile(const LoadedProfile &present, const QString &keyFile) const;
    /// Removes the file (an adopted one stays where it was; only the link goes), its secrets, and what waits
    /// on this machine to be uploaded by it alone. Backups in the store stay. Blocks.
    [[nodiscard]] Result<void> remove(const QString &name, const CancelToken &cancel);

    /// For this session only, before everything else: answers to "enter the key".
    void keepForSession(const SecretName &name, const SecretBytes &secret);
    /// Puts a secret into the keychain and names that in the file. Blocks.
    [[nodiscard]] Result<void> keepInKeychain(const SecretName &name, const SecretBytes &secret,
                                              const CancelToken &cancel);
    /// change() and keepInKeychain() in one, for a secret that belongs to a value of the file. When the file
    /// cannot be changed the keychain holds what it held before. Blocks.
    [[nodiscard]] Result<void> changeWithSecret(const QString &name, const QList<ProfileEdit> &edits,
                                                SecretName::Kind kind, const SecretBytes &secret,
                                                const CancelToken &cancel);
    /// "GNOME Keyring"; empty when there is none. Blocks.
    [[nodiscard]] QString keychainName() const;
    /// The file is another program's, and the profile a link to it.
    [[nodiscard]] bool isAdopted(const QString &name) const;

private:
    class SecretFiller;
    using NamedSecret = std::pair<SecretName, const SecretBytes *>;

    [[nodiscard]] QString fileOf(const QString &name) const;
    [[nodiscard]] Result<QString> existingFile(const QString &name) const;
    [[nodiscard]] SecretBytes keptForSession(const SecretName &name) const;
    [[nodiscard]] Result<SecretBytes> readKeychain(const SecretName &name, const CancelToken &cancel) const;
    [[nodiscard]] Result<QList<ProfileEdit>> keychainEdits(const QString &name, SecretName::Kind kind) const;
    /// checkKeyFile() for edits that name another one.
    [[nodiscard]] Result<void> keepsKey(const QString &name, const QList<ProfileEdit> &edits) const;
    /// The file's text after the edits, proven to load.
    [[nodiscard]] Result<QByteArray> edited(const QString &name, const QList<ProfileEdit> &edits) const;
    /// A free name, which nobody else gets until it is released.
    [[nodiscard]] QString claimName(const QString &proposed);
    void releaseName(const QString &name);
    /// ErrorCode::AlreadyExists: the keychain holds other secrets under this name.
    Result<void> createAs(const QString &name, const NewProfile &profile, SecretPlace place,
                          const CancelToken &cancel);
    Result<void> storeNewSecrets(const std::vector<NamedSecret> &secrets, const CancelToken &cancel);
    Result<void> forgetSecrets(const QString &name, const CancelToken &cancel);

    QProcessEnvironment m_environment;
    std::shared_ptr<SecretStore> m_keychain;
    std::mutex m_files;         ///< one change of files at a time
    mutable std::mutex m_mutex; ///< of what follows; held shortly
    std::vector<std::pair<SecretName, SecretBytes>> m_session;
    QStringList m_claimed;
};

} // namespace lifeboat
