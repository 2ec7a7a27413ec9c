// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog's part that deals with secrets: from the keychain, kept for this session, into the keychain.
#include "service/profilecatalog.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "base/text.h"
#include "crypto/keys.h"
#include "engine/config/configpaths.h"
#include "engine/config/profilefile.h"
#include "engine/config/tomltree.h"
#include "engine/secretvariables.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;
using Kind = SecretName::Kind;

namespace {

constexpr qsizetype keySize = 32;

QString encryptionTable()
{
    return u"storage.backup.encryption"_s;
}

QString storeTable()
{
    return u"cloudflare"_s;
}

tl::unexpected<Error> keyWouldBeLost(const QString &place)
{
    return fail(ErrorCode::Refused, u"profile.key"_s,
                Text::tr("%1 holds another encryption key of this profile, and what it sealed could not be "
                         "opened without it.")
                    .arg(place),
                Text::tr("Make a new profile for a new key; this one goes on with its own."));
}

/// Whether the file says where a key is, readable now or not: the variables of a table that is switched off
/// are not looked at.
bool namesKey(const QString &configFile)
{
    QFile file(configFile);
    QByteArray content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    const auto tree = parseToml(content, configFile);
    wipe(content);
    const TomlNode *table = tree ? &(*tree)->root() : nullptr;
    for (const QString &part : encryptionTable().split(u'.'))
        table = table ? table->child(part) : nullptr;
    return table && (table->child(u"key") || table->child(u"key_file"));
}

/// A key in the file that is not `key`, or that cannot be read now and so may be any.
bool statesAnotherKey(const LoadedProfile &loaded, const SecretBytes &key)
{
    const QString &origin = loaded.secrets.encryptionKeyOrigin;
    const bool isRead = !origin.isEmpty() && origin != u"BACKUP_ENCRYPTION_KEY";
    return isRead ? !loaded.secrets.encryptionKey.equals(key) : namesKey(loaded.profile.configFile);
}

tl::unexpected<Error> noKeychain(Kind kind)
{
    return fail(ErrorCode::Unsupported, u"keychain.open"_s, Text::tr("There is no keychain on this desktop."),
                withoutKeychainHint(kind));
}

} // namespace

/// What a profile's file says about its secrets, and giving it those it lacks.
class ProfileCatalog::SecretFiller final
{
public:
    SecretFiller(const ProfileCatalog &catalog, LoadedProfile &loaded, const CancelToken &cancel)
        : m_catalog(catalog), m_loaded(loaded), m_cancel(cancel),
          m_unreadKey(std::exchange(loaded.missingSecret, {}))
    {
    }
    Q_DISABLE_COPY_MOVE(SecretFiller)

    /// ErrorCode::Cancelled only; the rest is a warning and LoadedProfile::missingSecret.
    Result<void> fill()
    {
        if (const auto filled = fillCredentials(); !filled)
            return filled;
        return fillKey();
    }

private:
    Result<void> fillCredentials()
    {
        auto *s3 = std::get_if<S3Destination>(&m_loaded.profile.destination);
        if (!s3)
            return {};
        std::optional<Credentials> &credentials = m_loaded.secrets.credentials;
        const SecretName name{m_loaded.profile.id, Kind::S3SecretKey};
        SecretBytes secret = m_catalog.keptForSession(name);
        QString origin = Text::tr("this session");
        if (secret.isEmpty() && s3->secretInKeychain) {
            auto read = m_catalog.readKeychain(name, m_cancel);
            if (!read)
                return miss(read.error(), !environmentHasKeys());
            secret = std::move(*read);
            origin = m_catalog.keychainName();
        }
        const QString id = credentials ? credentials->accessKeyId : s3->accessKeyId;
        if (!secret.isEmpty() && !id.isEmpty()) {
            credentials.emplace();
            credentials->accessKeyId = id;
            credentials->secretAccessKey = std::move(secret);
            credentials->origin = origin;
        }
        return {};
    }

    Result<void> fillKey()
    {
        const EncryptionSettings &settings = m_loaded.profile.encryption;
        const SecretName name{m_loaded.profile.id, Kind::EncryptionKey};
        SecretBytes key = m_catalog.keptForSession(name);
        QString origin = Text::tr("this session");
        // What this profile says is nearer than a variable that stands for every profile.
        const bool stated = !m_loaded.secrets.encryptionKey.isEmpty()
                            && m_loaded.secrets.encryptionKeyOrigin != u"BACKUP_ENCRYPTION_KEY";
        if (key.isEmpty() && m_unreadKey)
            return missKeyFile();
        if (key.isEmpty() && settings.keyInKeychain && !stated) {
            auto read = m_catalog.readKeychain(name, m_cancel);
            if (read && read->size() != keySize)
                read = fail(ErrorCode::WrongKey, u"keychain.read"_s,
                            Text::tr("%1 holds something else than a key of 32 bytes for profile %2.")
                                .arg(m_catalog.keychainName(), m_loaded.profile.id),
                            Text::tr("Enter the key from your recovery kit."));
            if (!read) {
                const bool needed = settings.enabled && m_loaded.secrets.encryptionKey.isEmpty();
                return miss(read.error(), needed);
            }
            key = std::move(*read);
            origin = m_catalog.keychainName();
        }
        if (!key.isEmpty()) {
            m_loaded.secrets.encryptionKey = std::move(key);
            m_loaded.secrets.encryptionKeyOrigin = origin;
        }
        return {};
    }

    /// They are used where nothing nearer is; half a pair is told of by those who use it.
    bool environmentHasKeys() const
    {
        const auto found = environmentCredentials(m_catalog.m_environment)->fetch(m_cancel);
        return found && found->has_value();
    }

    /// The reader warned of it.
    Result<void> missKeyFile()
    {
        Error error = *m_unreadKey;
        if (error.code == ErrorCode::NotFound)
            error.hint =
                Text::tr("Put it back, or choose another file with the same key in the settings, under "
                         "Encryption.");
        if (!m_loaded.missingSecret)
            m_loaded.missingSecret = error;
        return {};
    }

    Result<void> miss(const Error &error, bool needed)
    {
        if (error.code == ErrorCode::Cancelled)
            return fail(error);
        m_loaded.warnings.append(error.message);
        if (needed && !m_loaded.missingSecret)
            m_loaded.missingSecret = error;
        return {};
    }

    const ProfileCatalog &m_catalog;
    LoadedProfile &m_loaded;
    const CancelToken &m_cancel;
    const std::optional<Error> m_unreadKey;
};

Result<LoadedProfile> ProfileCatalog::load(const QString &name, const CancelToken &cancel) const
{
    auto loaded = peek(name);
    if (!loaded)
        return loaded;
    if (const auto filled = SecretFiller(*this, *loaded, cancel).fill(); !filled)
        return fail(filled.error());
    return loaded;
}

Result<QString> ProfileCatalog::checkKeyFile(const LoadedProfile &present, const QString &keyFile) const
{
    const QString operation = u"profile.key"_s;
    const EncryptionSettings &settings = present.profile.encryption;
    const SecretBytes &has = present.secrets.encryptionKey;
    if (settings.keyInConfig)
        return fail(ErrorCode::Refused, operation,
                    Text::tr("%1 states the key itself, and no file with it would be read.")
                        .arg(quoted(present.profile.configFile)));
    if (has.isEmpty() && settings.keyInKeychain && settings.keyFile.isEmpty())
        return fail(
            ErrorCode::Refused, operation,
            Text::tr("Whether this is the profile's key cannot be told while the keychain does not give "
                     "that one."),
            Text::tr("Unlock the keychain first."));
    if (has.isEmpty() && settings.keyFile.isEmpty() && namesKey(present.profile.configFile))
        return fail(ErrorCode::Refused, operation,
                    Text::tr("%1 names a key that is not read while encryption is off: this may be another.")
                        .arg(quoted(present.profile.configFile)),
                    Text::tr("Change it there."));
    const QString path = ConfigPaths(present.profile.configFile, m_environment).resolved(keyFile);
    const auto key = readKeyFile(path);
    if (!key) {
        Error error = key.error();
        if (error.code == ErrorCode::NotFound && (!has.isEmpty() || !settings.keyFile.isEmpty()))
            error.hint.clear(); // "make one" is no advice to who has one
        return fail(error);
    }
    if (!has.isEmpty() && !has.equals(*key))
        return fail(
            ErrorCode::Refused, operation,
            Text::tr("The key file %1 holds another key (%2) than this profile has (%3), and what that one "
                     "sealed could not be opened any more.")
                .arg(quoted(path), keyFingerprint(*key), keyFingerprint(has)),
            Text::tr("Choose a file with the same key. For a new key, make a new profile."));
    return keyFingerprint(*key);
}

Result<void> ProfileCatalog::keepsKey(const QString &name, const QList<ProfileEdit> &edits) const
{
    const bool another = std::ranges::any_of(edits, [](const ProfileEdit &edit) {
        return edit.table == encryptionTable() && edit.key == u"key_file" && !edit.toml.isEmpty();
    });
    if (!another)
        return {};
    const auto text = edited(name, edits);
    if (!text)
        return fail(text.error());
    const auto after = parseProfile(*text, fileOf(name), m_environment);
    const auto before = load(name, CancelToken());
    if (!after || !before)
        return fail(after ? before.error() : after.error());
    const auto checked = checkKeyFile(*before, after->profile.encryption.keyFile);
    return checked ? Result<void>() : fail(checked.error());
}

SecretBytes ProfileCatalog::keptForSession(const SecretName &name) const
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[kept, secret] : m_session) {
        if (kept == name)
            return secret.clone();
    }
    return {};
}

void ProfileCatalog::keepForSession(const SecretName &name, const SecretBytes &secret)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_session, [&name](const auto &kept) { return kept.first == name; });
    if (!secret.isEmpty())
        m_session.emplace_back(name, secret.clone());
}

Result<SecretBytes> ProfileCatalog::readKeychain(const SecretName &name, const CancelToken &cancel) const
{
    return m_keychain ? m_keychain->read(name, cancel) : noKeychain(name.kind);
}

QString ProfileCatalog::keychainName() const
{
    return m_keychain ? m_keychain->displayName() : QString();
}

Result<void> ProfileCatalog::keepInKeychain(const SecretName &name, const SecretBytes &secret,
                                            const CancelToken &cancel)
{
    return changeWithSecret(name.profile, {}, name.kind, secret, cancel);
}

/// The edits that make a file say "in the keychain" and nothing else. Another program's file must go on
/// stating what that program reads.
Result<QList<ProfileEdit>> ProfileCatalog::keychainEdits(const QString &name, Kind kind) const
{
    const bool isKey = kind == Kind::EncryptionKey;
    const QString table = isKey ? encryptionTable() : storeTable();
    QList<ProfileEdit> edits{{table, isKey ? u"key_in_keychain"_s : u"secret_in_keychain"_s, u"true"_s}};
    if (!isAdopted(name)) {
        if (isKey)
            edits.append({table, u"key_file"_s, {}});
        edits.append({table, isKey ? u"key"_s : u"r2_secret_access_key"_s, {}});
        return edits;
    }
    const auto loaded = peek(name);
    if (!loaded)
        return fail(loaded.error());
    const QString &origin = loaded->secrets.encryptionKeyOrigin;
    const bool stated = isKey ? !origin.isEmpty() && origin != u"BACKUP_ENCRYPTION_KEY"
                              : loaded->secrets.credentials.has_value();
    if (stated)
        return fail(ErrorCode::Refused, u"profile.secret"_s,
                    Text::tr("%1 is another program's file and states this secret itself.")
                        .arg(QFileInfo(fileOf(name)).canonicalFilePath()),
                    Text::tr("Change it there."));
    return edits;
}

Result<void> ProfileCatalog::changeWithSecret(const QString &name, const QList<ProfileEdit> &edits, Kind kind,
                                              const SecretBytes &secret, const CancelToken &cancel)
{
    if (!m_keychain)
        return noKeychain(kind);
    auto all = keychainEdits(name, kind);
    if (!all)
        return fail(all.error());
    *all = edits + *all;
    // The file is tried first: once the keychain changed, only a disk that fails can come between.
    if (const auto possible = edited(name, *all); !possible)
        return fail(possible.error());
    const SecretName secretName{name, kind};
    auto before = m_keychain->read(secretName, cancel);
    if (!before && before.error().code != ErrorCode::NotFound)
        return fail(before.error());
    if (kind == Kind::EncryptionKey) {
        if (before && !before->equals(secret))
            return keyWouldBeLost(m_keychain->displayName());
        if (const auto loaded = peek(name); loaded && statesAnotherKey(*loaded, secret))
            return keyWouldBeLost(loaded->profile.configFile);
    }
    if (const auto written = m_keychain->write(secretName, secret, cancel); !written)
        return written;
    const auto changed = change(name, *all);
    if (!changed) {
        const CancelToken unstoppable;
        const auto back = before ? m_keychain->write(secretName, *before, unstoppable)
                                 : m_keychain->remove(secretName, unstoppable);
        if (!back)
            return fail(back.error());
        return changed;
    }
    keepForSession(secretName, {}); // what was kept for now is out of date
    return {};
}

Result<void> ProfileCatalog::storeNewSecrets(const std::vector<NamedSecret> &secrets,
                                             const CancelToken &cancel)
{
    if (secrets.empty())
        return {};
    if (!m_keychain)
        return noKeychain(secrets.front().first.kind);
    for (const auto &[name, secret] : secrets) {
        const auto left = m_keychain->read(name, cancel);
        if (left && !left->equals(*secret))
            return fail(ErrorCode::AlreadyExists, u"profile.create"_s,
                        Text::tr("The keychain already holds a secret of a profile %1.").arg(name.profile));
        if (!left && left.error().code != ErrorCode::NotFound)
            return fail(left.error());
    }
    for (const auto &[name, secret] : secrets) {
        if (const auto written = m_keychain->write(name, *secret, cancel); !written) {
            forgetSecrets(name.profile, CancelToken());
            return written;
        }
    }
    return {};
}

} // namespace lifeboat
