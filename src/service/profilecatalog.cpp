// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/profilecatalog.h"

#include "base/text.h"
#include "engine/config/profilefile.h"
#include "engine/config/tomledit.h"
#include "service/profilefiles.h"
#include "service/waitingbackups.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;
using Kind = SecretName::Kind;

namespace {

constexpr auto suffix = ".toml"_L1;

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
    return file ? loadProfile(*file, m_environment, UnreadKey::IsMissing) : fail(file.error());
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
    if (const auto kept = keepsKey(name, edits); !kept)
        return kept;
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
    // Under a file that stays, somebody may still make backups, and upload those that wait.
    const QString waiting =
        loaded && !isAdopted(name) ? unsentFolder(loaded->profile, stateFolder(m_environment)) : QString();
    if (QFile file(path); !file.remove())
        return fail(ErrorCode::PermissionDenied, u"profile.remove"_s,
                    Text::tr("Cannot remove %1: %2.").arg(path, file.errorString()));
    if (!waiting.isEmpty())
        QDir(waiting).removeRecursively();
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
