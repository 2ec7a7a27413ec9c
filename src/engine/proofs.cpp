// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/proofs.h"

#include "base/format.h"
#include "base/log.h"

#include <QSet>

#include <algorithm>
#include <cstdlib>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostProofs = 100;
constexpr qsizetype longestText = 2000;
constexpr auto clockTolerance = 5min;

struct VerdictName
{
    DrillVerdict verdict;
    QLatin1StringView name;
};
constexpr VerdictName verdictNames[] = {{DrillVerdict::Restored, "restored"_L1},
                                        {DrillVerdict::Damaged, "damaged"_L1},
                                        {DrillVerdict::Untrue, "untrue"_L1}};

QString nameOf(DrillVerdict verdict)
{
    return std::ranges::find(verdictNames, verdict, &VerdictName::verdict)->name;
}

QDateTime timeFrom(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODate).toUTC();
}

bool isAbout(const Proof &proof, const BackupEntry &backup)
{
    // File systems keep times to two seconds at worst.
    const bool wasReplaced = proof.lastModified.isValid() && backup.lastModified.isValid()
                             && std::abs(proof.lastModified.secsTo(backup.lastModified)) > 2;
    return proof.size == backup.size && !wasReplaced;
}

bool isBelievable(const Proof &proof, const QDateTime &now)
{
    return proof.at <= now.addSecs(std::chrono::seconds(clockTolerance).count());
}

} // namespace

QJsonObject toJson(const Proof &proof)
{
    const Compared &compared = proof.compared;
    return {{u"at"_s, formatUtc(proof.at)},
            {u"host"_s, proof.host},
            {u"verdict"_s, nameOf(proof.verdict)},
            {u"size"_s, proof.size},
            {u"last_modified"_s, formatUtc(proof.lastModified)},
            {u"compared"_s, QJsonObject{{u"checksum"_s, compared.checksum},
                                        {u"facts"_s, compared.facts},
                                        {u"tables"_s, static_cast<qint64>(compared.tables)},
                                        {u"all_tables"_s, compared.allTables},
                                        {u"assertions"_s, static_cast<qint64>(compared.assertions)},
                                        {u"foreign_key_violations"_s, compared.foreignKeyViolations}}},
            {u"problem"_s, redact(proof.problem.left(longestText))}};
}

std::optional<Proof> proofFrom(const QJsonObject &json)
{
    Proof proof;
    proof.at = timeFrom(json[u"at"]);
    const auto *const verdict =
        std::ranges::find(verdictNames, json[u"verdict"].toString(), &VerdictName::name);
    if (!proof.at.isValid() || verdict == std::end(verdictNames) || !json[u"size"].isDouble())
        return std::nullopt;
    proof.verdict = verdict->verdict;
    proof.size = json[u"size"].toInteger();
    proof.lastModified = timeFrom(json[u"last_modified"]);
    proof.host = json[u"host"].toString().left(longestText);
    proof.problem = json[u"problem"].toString().left(longestText);
    const QJsonObject compared = json[u"compared"].toObject();
    proof.compared = {compared[u"checksum"].toBool(),      compared[u"facts"].toBool(),
                      compared[u"tables"].toInteger(),     compared[u"all_tables"].toBool(),
                      compared[u"assertions"].toInteger(), compared[u"foreign_key_violations"].toInteger()};
    return proof;
}

Result<void> putProof(const SideObjects &side, const QString &backupKey, const Proof &proof,
                      const CancelToken &cancel)
{
    QJsonObject document = toJson(proof);
    document.insert(u"backup"_s, backupKey);
    return side.put(proofName(backupKey), document, cancel);
}

Result<std::optional<Proof>> getProof(const SideObjects &side, const BackupEntry &backup,
                                      const CancelToken &cancel)
{
    const auto document = side.get(proofName(backup.key), cancel);
    if (!document)
        return fail(document.error());
    if (!*document || (**document)[u"backup"].toString() != backup.key)
        return std::nullopt;
    auto proof = proofFrom(**document);
    if (proof && !isAbout(*proof, backup))
        return std::nullopt;
    return proof;
}

Result<Proofs> getProofs(const SideObjects &side, const QList<BackupEntry> &newestFirst,
                         const CancelToken &cancel)
{
    const auto listed = side.list(u"proofs/"_s, cancel);
    if (!listed)
        return fail(listed.error());
    const QSet<QString> names(listed->cbegin(), listed->cend());
    Proofs proofs;
    qsizetype read = 0;
    for (const BackupEntry &backup : newestFirst) {
        if (!names.contains(proofName(backup.key)))
            continue;
        if (++read > mostProofs)
            break;
        const auto proof = getProof(side, backup, cancel);
        if (!proof)
            return fail(proof.error());
        if (*proof)
            proofs.insert(backup.key, **proof);
    }
    return proofs;
}

QDateTime lastRestored(const Proofs &proofs, const QList<BackupEntry> &backups, const QDateTime &now)
{
    QDateTime last;
    for (const BackupEntry &backup : backups) {
        const auto proof = proofs.constFind(backup.key);
        if (proof != proofs.cend() && proof->isRestored() && isBelievable(*proof, now)
            && !(proof->at <= last))
            last = proof->at;
    }
    return last;
}

QDateTime lastDrilled(const Proofs &proofs, const QDateTime &now)
{
    QDateTime last;
    for (const Proof &proof : proofs) {
        if (isBelievable(proof, now) && !(proof.at <= last))
            last = proof.at;
    }
    return last;
}

} // namespace lifeboat
