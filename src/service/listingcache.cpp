// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/listingcache.h"

#include "base/log.h"
#include "base/text.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSet>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 1;
constexpr qint64 largestFile = qint64(16) << 20; // 20,000 entries of 200 bytes fit four times
constexpr qsizetype longestProblem = 500;

QDateTime utc(double secondsSinceEpoch)
{
    return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(secondsSinceEpoch), Qt::UTC);
}

/// Arrays rather than objects: ten thousand times the same five names would be most of the file.
QJsonArray toJson(const BackupEntry &entry)
{
    return {entry.key, entry.takenAt.toSecsSinceEpoch(), entry.size, entry.lastModified.toMSecsSinceEpoch(),
            entry.sealed};
}

std::optional<BackupEntry> entryFrom(const QJsonArray &json)
{
    if (json.size() != 5 || !json[0].isString() || !json[1].isDouble() || !json[2].isDouble()
        || !json[3].isDouble() || !json[4].isBool() || json[2].toDouble() < 0)
        return std::nullopt;
    return BackupEntry{json[0].toString(), utc(json[1].toDouble()), json[2].toInteger(),
                       QDateTime::fromMSecsSinceEpoch(json[3].toInteger(), Qt::UTC), json[4].toBool()};
}

struct VerdictName
{
    Verdict verdict;
    QLatin1StringView name;
};
constexpr VerdictName verdictNames[] = {
    {Verdict::Sound, "sound"_L1}, {Verdict::Damaged, "damaged"_L1}, {Verdict::KeyDoesNotFit, "wrong-key"_L1}};

QString nameOf(Verdict verdict)
{
    return std::find_if(std::begin(verdictNames), std::end(verdictNames),
                        [&](const VerdictName &item) { return item.verdict == verdict; })
        ->name;
}

std::optional<Verification> verificationFrom(const QJsonObject &json)
{
    const QString name = json[u"verdict"].toString();
    const auto *found = std::find_if(std::begin(verdictNames), std::end(verdictNames),
                                     [&](const VerdictName &item) { return item.name == name; });
    if (found == std::end(verdictNames) || !json[u"at"].isDouble())
        return std::nullopt;
    return Verification{utc(json[u"at"].toDouble()), found->verdict, json[u"problem"].toString()};
}

QJsonObject toJson(const Verification &verification)
{
    return {{u"at"_s, verification.at.toSecsSinceEpoch()},
            {u"verdict"_s, nameOf(verification.verdict)},
            {u"problem"_s, redact(verification.problem.left(longestProblem))}};
}

/// Nothing when any part is not what writeFile() writes: half a list would be a lie.
std::optional<KnownListing> listingFrom(const QJsonObject &json)
{
    KnownListing known;
    if (json[u"at"].isDouble())
        known.at = utc(json[u"at"].toDouble());
    const QJsonArray entries = json[u"backups"].toArray();
    known.newestFirst.reserve(entries.size());
    for (const QJsonValue &value : entries) {
        auto entry = entryFrom(value.toArray());
        if (!entry)
            return std::nullopt;
        known.newestFirst.append(std::move(*entry));
    }
    const QJsonObject verifications = json[u"verifications"].toObject();
    for (auto it = verifications.begin(); it != verifications.end(); ++it) {
        auto verification = verificationFrom(it->toObject());
        if (!verification)
            return std::nullopt;
        known.verifications.insert(it.key(), std::move(*verification));
    }
    const QJsonObject proofs = json[u"proofs"].toObject();
    for (auto it = proofs.begin(); it != proofs.end(); ++it) {
        auto proof = proofFrom(it->toObject());
        if (!proof)
            return std::nullopt;
        known.proofs.insert(it.key(), std::move(*proof));
    }
    return known;
}

} // namespace

QString listingPlace(const Profile &profile)
{
    QString place;
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        place = folder->path;
    else if (const auto *s3 = std::get_if<S3Destination>(&profile.destination))
        place = s3->options.endpoint.toString(QUrl::RemoveUserInfo) + u' ' + s3->options.bucket + u'/'
                + s3->keyPrefix;
    return place + u' ' + profile.backupName;
}

std::optional<Verification> verificationOf(const std::optional<Error> &problem, const QDateTime &at)
{
    if (!problem)
        return Verification{at, Verdict::Sound, {}};
    switch (problem->code) {
    case ErrorCode::Corrupt:
    case ErrorCode::NotADatabase: return Verification{at, Verdict::Damaged, problem->message};
    case ErrorCode::WrongKey: return Verification{at, Verdict::KeyDoesNotFit, problem->message};
    default: return std::nullopt;
    }
}

ListingCache::ListingCache(QString folder) : m_folder(std::move(folder)) {}

KnownListing ListingCache::read(const Profile &profile) const
{
    const std::lock_guard lock(m_mutex);
    return readFile(profile);
}

Result<void> ListingCache::keepListing(const Profile &profile, const QList<BackupEntry> &newestFirst,
                                       const QDateTime &at)
{
    const std::lock_guard lock(m_mutex);
    KnownListing known = readFile(profile);
    known.at = at;
    known.newestFirst = newestFirst.first(std::min(newestFirst.size(), mostEntries));
    if (!known.verifications.isEmpty() || !known.proofs.isEmpty()) {
        QSet<QString> keys;
        for (const BackupEntry &entry : std::as_const(known.newestFirst))
            keys.insert(entry.key);
        known.verifications.removeIf([&](const auto &item) { return !keys.contains(item.key()); });
        known.proofs.removeIf([&](const auto &item) { return !keys.contains(item.key()); });
    }
    return writeFile(profile, known);
}

Result<void> ListingCache::keepProofs(const Profile &profile, const Proofs &proofs)
{
    const std::lock_guard lock(m_mutex);
    KnownListing known = readFile(profile);
    if (known.proofs == proofs)
        return {};
    known.proofs = proofs;
    return writeFile(profile, known);
}

Result<void> ListingCache::keepVerification(const Profile &profile, const QString &key,
                                            const Verification &verification)
{
    const std::lock_guard lock(m_mutex);
    KnownListing known = readFile(profile);
    known.verifications.insert(key, verification);
    return writeFile(profile, known);
}

QString ListingCache::fileOf(const Profile &profile) const
{
    return m_folder + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(profile.id)) + u".json"_s;
}

KnownListing ListingCache::readFile(const Profile &profile) const
{
    QFile file(fileOf(profile));
    if (!file.open(QIODevice::ReadOnly) || file.size() > largestFile)
        return {};
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    if (json[u"version"].toInt() != formatVersion || json[u"place"].toString() != listingPlace(profile))
        return {};
    return listingFrom(json).value_or(KnownListing());
}

Result<void> ListingCache::writeFile(const Profile &profile, const KnownListing &known) const
{
    QJsonArray entries;
    for (const BackupEntry &entry : known.newestFirst)
        entries.append(toJson(entry));
    QJsonObject verifications;
    for (auto it = known.verifications.begin(); it != known.verifications.end(); ++it)
        verifications.insert(it.key(), toJson(it.value()));
    QJsonObject proofs;
    for (auto it = known.proofs.begin(); it != known.proofs.end(); ++it)
        proofs.insert(it.key(), lifeboat::toJson(it.value()));
    QJsonObject json{{u"version"_s, formatVersion},
                     {u"place"_s, listingPlace(profile)},
                     {u"backups"_s, entries},
                     {u"verifications"_s, verifications},
                     {u"proofs"_s, proofs}};
    if (known.at.isValid())
        json.insert(u"at"_s, known.at.toSecsSinceEpoch());

    const auto failed = [](const QString &path, const QString &why) {
        return fail(ErrorCode::Io, u"listingcache.write"_s,
                    Text::tr("The list of backups cannot be kept in %1: %2.").arg(path, why),
                    Text::tr("Nothing is lost: the store has the backups, and the list is read from there."));
    };
    // Which databases somebody has is nobody else's business.
    if (!QDir(m_folder).exists() && !QDir().mkpath(m_folder))
        return failed(m_folder, Text::tr("the folder cannot be made"));
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QSaveFile file(fileOf(profile));
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Compact);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit())
        return failed(file.fileName(), file.errorString());
    return {};
}

} // namespace lifeboat
