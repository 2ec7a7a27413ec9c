// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/proofs.h"

#include "base/format.h"
#include "base/log.h"

#include <QSet>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostProofs = 100;
constexpr qsizetype longestText = 2000;
constexpr auto clockTolerance = 5min;

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
            {u"verdict"_s, proof.restored ? u"restored"_s : u"failed"_s},
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
    proof.at = QDateTime::fromString(json[u"at"].toString(), Qt::ISODate).toUTC();
    const QString verdict = json[u"verdict"].toString();
    if (!proof.at.isValid() || (verdict != u"restored" && verdict != u"failed"))
        return std::nullopt;
    proof.restored = verdict == u"restored";
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
        const QString name = proofName(backup.key);
        if (!names.contains(name))
            continue;
        if (++read > mostProofs)
            break;
        const auto document = side.get(name, cancel);
        if (!document)
            return fail(document.error());
        const auto proof = *document ? proofFrom(**document) : std::nullopt;
        if (proof && (**document)[u"backup"].toString() == backup.key)
            proofs.insert(backup.key, *proof);
    }
    return proofs;
}

QDateTime lastRestored(const Proofs &proofs, const QList<BackupEntry> &backups, const QDateTime &now)
{
    QDateTime last;
    for (const BackupEntry &backup : backups) {
        const auto proof = proofs.constFind(backup.key);
        if (proof != proofs.cend() && proof->restored && isBelievable(*proof, now) && !(proof->at <= last))
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
