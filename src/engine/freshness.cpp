// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/freshness.h"

#include "base/format.h"
#include "engine/proofs.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString markerName()
{
    return u"fresh.json"_s;
}

} // namespace

Result<void> putFreshness(const SideObjects &side, const Freshness &freshness, const CancelToken &cancel)
{
    return side.put(markerName(),
                    {{u"at"_s, formatUtc(freshness.at)},
                     {u"host"_s, freshness.host},
                     {u"backup"_s, freshness.key},
                     {u"sha256"_s, freshness.contentSha256}},
                    cancel);
}

Result<std::optional<Freshness>> getFreshness(const SideObjects &side, const CancelToken &cancel)
{
    const auto document = side.get(markerName(), cancel);
    if (!document)
        return fail(document.error());
    if (!*document)
        return std::nullopt;
    const QJsonObject &json = **document;
    const QDateTime at = QDateTime::fromString(json[u"at"].toString(), Qt::ISODate).toUTC();
    if (!at.isValid())
        return std::nullopt;
    return Freshness{at, json[u"host"].toString(), json[u"backup"].toString(), json[u"sha256"].toString()};
}

QDateTime confirmedAt(const QList<BackupEntry> &newestFirst, const std::optional<Freshness> &freshness)
{
    const bool isAboutNewest =
        freshness && !newestFirst.isEmpty() && newestFirst.constFirst().key == freshness->key;
    return isAboutNewest ? freshness->at : QDateTime();
}

Result<std::optional<LastBackup>> lastBackup(ObjectStore &store, const Profile &profile,
                                             const SideObjects &side, const CancelToken &cancel)
{
    const auto backups = listBackups(store, profile, cancel);
    if (!backups)
        return fail(backups.error());
    if (backups->isEmpty())
        return std::nullopt;
    const BackupEntry newest = backups->constFirst();
    const auto facts = getFacts(side, newest.key, cancel);
    if (!facts)
        return fail(facts.error());
    if (!*facts)
        return std::nullopt;
    const auto proof = getProof(side, newest, cancel);
    if (!proof)
        return fail(proof.error());
    if (*proof && (*proof)->verdict == DrillVerdict::Damaged)
        return std::nullopt;
    return LastBackup{newest, (*facts)->contentSha256};
}

} // namespace lifeboat
