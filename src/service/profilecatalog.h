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
    /// The file alone, without asking a keychain; quick.
    [[nodiscard]] Result<LoadedProfile> peek(const QString &name) const;
    /// With its secrets: stated in the file, kept for this session, or in the keychain. Blocks. A secret that
    /// the keychain could not give is no error but a warning and LoadedProfile::missingSecret: listing may
    /// work without.
    [[nodiscard]] Result<LoadedProfile> load(const QString &name, const CancelToken &cancel) const;

    /// Writes the secrets first, then the file (0600); on failure neither remains. Returns the name. Blocks.
    [[nodiscard]] Result<QString> create(const NewProfile &profile, SecretPlace place,
                                         const CancelToken &cancel);
    /// Takes a config file of another program or folder as a profile, without copying it: it stays the one
    /// that is read. Returns the name.
    [[nodiscard]] Result<QString> adopt(const QString &configFile);
    /// Changes values and keeps everything else, comments and unknown keys included, byte by byte. The result
    /// is read back before it replaces the file; ErrorCode::Configuration says which value is wrong.
    [[nodiscard]] Result<void> change(const QString &name, const QList<ProfileEdit> &edits);
    /// Removes the file (an adopted one stays where it was; only the link goes) and its secrets. Backups
    /// stay. Blocks.
    [[nodiscard]] Result<void> remove(const QString &name, const CancelToken &cancel);

    /// For this session only, before everything else: answers to "enter the key".
    void keepForSession(const SecretName &name, const SecretBytes &secret);
    /// Puts a secret into the keychain and names that in the file. Blocks.
    [[nodiscard]] Result<void> keepInKeychain(const SecretName &name, const SecretBytes &secret,
                                              const CancelToken &cancel);
    /// "GNOME Keyring"; empty when there is none.
    [[nodiscard]] QString keychainName() const;

private:
    QProcessEnvironment m_environment;
    std::shared_ptr<SecretStore> m_keychain;
    mutable std::mutex m_mutex;
    std::vector<std::pair<SecretName, SecretBytes>> m_session;
};

} // namespace lifeboat
