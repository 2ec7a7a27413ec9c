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

std::optional<DrillVerdict> verdictFrom(const QJsonObject &json)
{
    const auto *const found =
        std::ranges::find(verdictNames, json[u"verdict"].toString(), &VerdictName::name);
    return found == std::end(verdictNames) ? std::nullopt : std::optional(found->verdict);
}

QString lastDrillName()
{
    return u"drilled.json"_s;
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

bool isBelievable(const QDateTime &time, const QDateTime &now)
{
    return time.isValid() && time <= now.addSecs(std::chrono::seconds(clockTolerance).count());
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
    const auto verdict = verdictFrom(json);
    if (!proof.at.isValid() || !verdict || !json[u"size"].isDouble())
        return std::nullopt;
    proof.verdict = *verdict;
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
    const auto listed = side.list(proofsFolder(), cancel);
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

LastDrill lastDrillFrom(const Proof &proof, const QString &backupKey, const std::optional<LastDrill> &before)
{
    const QDateTime restored = proof.isRestored() ? proof.at : before ? before->restoredAt : QDateTime();
    return {proof.at, proof.host, backupKey, proof.verdict, restored};
}

Result<void> putLastDrill(const SideObjects &side, const LastDrill &drill, const CancelToken &cancel)
{
    return side.put(lastDrillName(),
                    {{u"at"_s, formatUtc(drill.at)},
                     {u"host"_s, drill.host},
                     {u"backup"_s, drill.backup},
                     {u"verdict"_s, nameOf(drill.verdict)},
                     {u"restored_at"_s, formatUtc(drill.restoredAt)}},
                    cancel);
}

Result<std::optional<LastDrill>> getLastDrill(const SideObjects &side, const CancelToken &cancel)
{
    const auto document = side.get(lastDrillName(), cancel);
    if (!document)
        return fail(document.error());
    if (!*document)
        return std::nullopt;
    const QJsonObject &json = **document;
    const auto verdict = verdictFrom(json);
    const QDateTime at = timeFrom(json[u"at"]);
    if (!verdict || !at.isValid())
        return std::nullopt;
    return LastDrill{at, json[u"host"].toString().left(longestText), json[u"backup"].toString(), *verdict,
                     timeFrom(json[u"restored_at"])};
}

DrillDates drillDates(const Proofs &proofs, const std::optional<LastDrill> &last, const QDateTime &now)
{
    DrillDates dates;
    const auto take = [&](const QDateTime &at, const QDateTime &restoredAt, bool isRestored) {
        if (isBelievable(at, now) && !(at <= dates.latest)) {
            dates.latest = at;
            dates.hasFailed = !isRestored;
        }
        if (isBelievable(restoredAt, now) && !(restoredAt <= dates.restored))
            dates.restored = restoredAt;
    };
    for (const Proof &proof : proofs)
        take(proof.at, proof.isRestored() ? proof.at : QDateTime(), proof.isRestored());
    if (last)
        take(last->at, last->restoredAt, last->verdict == DrillVerdict::Restored);
    return dates;
}

} // namespace lifeboat
