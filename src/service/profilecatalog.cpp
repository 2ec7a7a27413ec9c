// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/profilecatalog.h"

#include "base/text.h"
#include "engine/config/profilefile.h"
#include "engine/config/tomledit.h"
#include "service/profilefiles.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;
using Kind = SecretName::Kind;

namespace {

constexpr auto suffix = ".toml"_L1;
constexpr qsizetype keySize = 32;

QString encryptionTable()
{
    return u"storage.backup.encryption"_s;
}

QString storeTable()
{
    return u"cloudflare"_s;
}

/// What a file name may be made of on every system, and no option of a command.
QString safeName(const QString &proposed)
{
    static const QRegularExpression unsafe(u"[^A-Za-z0-9._-]+"_s);
    static const QRegularExpression edge(u"^[.-]+|[.-]+$"_s);
    QString name = proposed.trimmed();
    name.replace(unsafe, u"-"_s).remove(edge);
    name = name.left(100);
    return name.isEmpty() ? u"profile"_s : name;
}

QString headerComment()
{
    return u"A Lifeboat profile. Keys are explained in docs/configuration.md; yours and comments are kept."_s;
}

tl::unexpected<Error> noKeychain()
{
    return fail(ErrorCode::Unsupported, u"keychain.open"_s, Text::tr("There is no keychain on this desktop."),
                Text::tr("Keep the secret for this session only, or set it in the environment."));
}

bool usesKeychain(const Profile &profile)
{
    const auto *s3 = std::get_if<S3Destination>(&profile.destination);
    return profile.encryption.keyInKeychain || (s3 && s3->secretInKeychain);
}

QList<TomlEdit> tomlEdits(const QList<ProfileEdit> &edits)
{
    QList<TomlEdit> out;
    out.reserve(edits.size());
    for (const ProfileEdit &edit : edits)
        out.append({edit.table, edit.key, edit.toml});
    return out;
}

} // namespace

/// What a profile's file says about its secrets, and giving it those it lacks.
class ProfileCatalog::SecretFiller final
{
public:
    SecretFiller(const ProfileCatalog &catalog, LoadedProfile &loaded, const CancelToken &cancel)
        : m_catalog(catalog), m_loaded(loaded), m_cancel(cancel)
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
                return miss(read.error(), true);
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
};

ProfileCatalog::ProfileCatalog(QProcessEnvironment environment, std::shared_ptr<SecretStore> keychain)
    : m_environment(std::move(environment)), m_keychain(std::move(keychain))
{
}

QString ProfileCatalog::folder() const
{
    return profileFolder(m_environment);
}

QString ProfileCatalog::fileOf(const QString &name) const
{
    return folder() + u'/' + name + suffix;
}

QStringList ProfileCatalog::names() const
{
    // System: links to files that went; they are shown with the reason rather than not at all.
    QStringList names =
        QDir(folder()).entryList({u"*"_s + suffix}, QDir::Files | QDir::System | QDir::NoDotAndDotDot);
    for (QString &name : names)
        name.chop(suffix.size());
    names.sort();
    return names;
}

Result<QString> ProfileCatalog::existingFile(const QString &name) const
{
    const QFileInfo file(fileOf(name));
    if (file.isSymLink() && !file.exists())
        return fail(ErrorCode::NotFound, u"profile.load"_s,
                    Text::tr("Profile %1 uses the file %2, which is not there any more.")
                        .arg(name, file.symLinkTarget()),
                    Text::tr("Put it back, or remove the profile; its backups stay."));
    if (!names().contains(name))
        return findProfile(name, m_environment); // its error names those there are
    return file.filePath();
}

Result<LoadedProfile> ProfileCatalog::peek(const QString &name) const
{
    const auto file = existingFile(name);
    return file ? loadProfile(*file, m_environment) : fail(file.error());
}

Result<LoadedProfile> ProfileCatalog::load(const QString &name, const CancelToken &cancel) const
{
    auto loaded = peek(name);
    if (!loaded)
        return loaded;
    if (const auto filled = SecretFiller(*this, *loaded, cancel).fill(); !filled)
        return fail(filled.error());
    return loaded;
}

// --- secrets
// ------------------------------------------------------------------------------------------------

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
    return m_keychain ? m_keychain->read(name, cancel) : noKeychain();
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
        return noKeychain();
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

// --- files
// --------------------------------------------------------------------------------------------------

bool ProfileCatalog::isAdopted(const QString &name) const
{
    return QFileInfo(fileOf(name)).isSymLink();
}

QString ProfileCatalog::claimName(const QString &proposed)
{
    const QString base = safeName(proposed);
    const std::lock_guard lock(m_mutex);
    const QStringList taken = names() + m_claimed;
    QString name = base;
    for (int number = 2; taken.contains(name, Qt::CaseInsensitive); ++number)
        name = u"%1-%2"_s.arg(base).arg(number);
    m_claimed.append(name);
    return name;
}

void ProfileCatalog::releaseName(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    m_claimed.removeAll(name);
}

Result<QString> ProfileCatalog::create(const NewProfile &profile, SecretPlace place,
                                       const CancelToken &cancel)
{
    QStringList claimed{claimName(profile.name)};
    auto created = createAs(claimed.constLast(), profile, place, cancel);
    // A key that an earlier profile of this name left behind may be the only one to its backups.
    while (!created && created.error().code == ErrorCode::AlreadyExists) {
        claimed.append(claimName(profile.name));
        created = createAs(claimed.constLast(), profile, place, cancel);
    }
    for (const QString &name : claimed)
        releaseName(name);
    return created ? Result<QString>(claimed.constLast()) : fail(created.error());
}

Result<void> ProfileCatalog::createAs(const QString &name, const NewProfile &profile, SecretPlace place,
                                      const CancelToken &cancel)
{
    std::vector<NamedSecret> secrets;
    if (!profile.encryptionKey.isEmpty())
        secrets.push_back({{name, Kind::EncryptionKey}, &profile.encryptionKey});
    Profile rules = profile.rules;
    auto *s3 = std::get_if<S3Destination>(&rules.destination);
    if (s3 && !profile.secretAccessKey.isEmpty())
        secrets.push_back({{name, Kind::S3SecretKey}, &profile.secretAccessKey});
    // A secret for this session is looked for in the keychain after a restart, and asked for when it is not
    // there.
    const bool named = place != SecretPlace::Environment;
    rules.encryption.keyInKeychain = named && !profile.encryptionKey.isEmpty();
    if (s3) {
        s3->secretInKeychain = named && !profile.secretAccessKey.isEmpty();
        s3->accessKeyId = s3->secretInKeychain ? profile.accessKeyId : QString();
    }
    const QString path = fileOf(name);
    const QByteArray text = profileText(rules, headerComment());
    if (const auto reads = parseProfile(text, path, m_environment); !reads)
        return fail(reads.error());

    if (place == SecretPlace::Keychain) {
        if (const auto stored = storeNewSecrets(secrets, cancel); !stored)
            return stored;
    }
    auto written = makePrivateFolder(folder());
    if (written)
        written = writePrivateFile(path, text);
    if (!written) {
        if (place == SecretPlace::Keychain)
            forgetSecrets(name, CancelToken());
        return written;
    }
    if (place == SecretPlace::ThisSession) {
        for (const auto &[secretName, secret] : secrets)
            keepForSession(secretName, *secret);
    }
    return {};
}

Result<void> ProfileCatalog::storeNewSecrets(const std::vector<NamedSecret> &secrets,
                                             const CancelToken &cancel)
{
    if (secrets.empty())
        return {};
    if (!m_keychain)
        return noKeychain();
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

Result<void> ProfileCatalog::forgetSecrets(const QString &name, const CancelToken &cancel)
{
    Result<void> forgotten;
    for (const Kind kind : {Kind::EncryptionKey, Kind::S3SecretKey}) {
        keepForSession({name, kind}, {});
        if (!m_keychain)
            continue;
        const auto removed = m_keychain->remove({name, kind}, cancel);
        if (!removed && removed.error().code != ErrorCode::Unsupported)
            forgotten = removed;
    }
    return forgotten;
}

Result<QString> ProfileCatalog::adopt(const QString &configFile)
{
    const QFileInfo file(configFile);
    const auto loaded = loadProfile(file.absoluteFilePath(), m_environment);
    if (!loaded)
        return fail(loaded.error());
    const QString real = file.canonicalFilePath();
    for (const QString &name : names()) {
        if (QFileInfo(fileOf(name)).canonicalFilePath() == real)
            return name;
    }
    if (const auto made = makePrivateFolder(folder()); !made)
        return fail(made.error());
    const QString name = claimName(loaded->profile.backupName);
    QFile link(QDir::cleanPath(file.absoluteFilePath()));
    const bool linked = link.link(fileOf(name));
    releaseName(name);
    if (!linked)
        return fail(ErrorCode::Io, u"profile.adopt"_s,
                    Text::tr("Cannot put a link to %1 into %2: %3.")
                        .arg(link.fileName(), folder(), link.errorString()));
    return name;
}

Result<QByteArray> ProfileCatalog::edited(const QString &name, const QList<ProfileEdit> &edits) const
{
    const auto path = existingFile(name);
    if (!path)
        return fail(path.error());
    QFile file(*path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::PermissionDenied, u"profile.change"_s,
                    Text::tr("Cannot open %1: %2.").arg(*path, file.errorString()));
    auto text = editToml(file.readAll(), tomlEdits(edits), *path);
    if (!text)
        return text;
    if (const auto reads = parseProfile(*text, *path, m_environment); !reads)
        return fail(reads.error());
    return text;
}

Result<void> ProfileCatalog::change(const QString &name, const QList<ProfileEdit> &edits)
{
    const std::lock_guard lock(m_files);
    const auto text = edited(name, edits);
    if (!text)
        return fail(text.error());
    const QString path = QFileInfo(fileOf(name)).canonicalFilePath();
    QFile file(path);
    if (file.open(QIODevice::ReadOnly) && file.readAll() == *text)
        return {};
    return isAdopted(name) ? replaceContent(path, *text) : writePrivateFile(path, *text);
}

Result<void> ProfileCatalog::remove(const QString &name, const CancelToken &cancel)
{
    const QString path = fileOf(name);
    if (!names().contains(name))
        return fail(findProfile(name, m_environment).error());
    if (const auto go = cancel.check(u"profile.remove"_s); !go)
        return go;
    const auto loaded = peek(name);
    if (QFile file(path); !file.remove())
        return fail(ErrorCode::PermissionDenied, u"profile.remove"_s,
                    Text::tr("Cannot remove %1: %2.").arg(path, file.errorString()));
    // A locked keychain is not opened for a profile that never used it.
    if (loaded && !usesKeychain(loaded->profile)) {
        for (const Kind kind : {Kind::EncryptionKey, Kind::S3SecretKey})
            keepForSession({name, kind}, {});
        return {};
    }
    if (const auto forgotten = forgetSecrets(name, cancel); !forgotten)
        return fail(forgotten.error().code, u"profile.remove"_s,
                    Text::tr("The profile %1 is removed, but its secrets stayed in the keychain: %2")
                        .arg(name, forgotten.error().message),
                    Text::tr("Remove them there; they are filed under Lifeboat."));
    return {};
}

} // namespace lifeboat
