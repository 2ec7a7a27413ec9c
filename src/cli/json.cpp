// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/json.h"

#include "base/format.h"

#include <QFileInfo>
#include <QJsonArray>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QJsonArray toJson(const QList<Error> &warnings)
{
    QJsonArray out;
    for (const Error &warning : warnings)
        out.append(lifeboat::toJson(warning));
    return out;
}

QJsonValue drillName(Standing standing)
{
    switch (standing) {
    case Standing::Proven: return u"passed"_s;
    case Standing::Failed: return u"failed"_s;
    case Standing::Unclear: return u"unclear"_s;
    case Standing::Unproven: break;
    }
    return {};
}

} // namespace

QJsonObject toJson(const Error &error)
{
    return {{u"code"_s, errorCodeName(error.code)}, {u"message"_s, error.message}, {u"hint"_s, error.hint}};
}

QJsonObject toJson(const BackupEntry &entry)
{
    return {{u"key"_s, entry.key},
            {u"size"_s, entry.size},
            {u"last_modified"_s, formatUtc(entry.lastModified)},
            {u"encrypted"_s, entry.sealed},
            {u"taken_at"_s, formatUtc(entry.takenAt)}};
}

QJsonObject toJson(const BackupReport &report)
{
    QJsonObject out{{u"key"_s, report.key},
                    {u"size"_s, report.size},
                    {u"sha256"_s, report.contentSha256},
                    {u"object_sha256"_s, report.objectSha256},
                    {u"duration_ms"_s, static_cast<qint64>(report.duration.count())},
                    {u"snapshot_ms"_s, static_cast<qint64>(report.snapshotTime.count())},
                    {u"encrypted"_s, report.sealed},
                    {u"unchanged"_s, report.unchanged},
                    {u"database_size"_s, report.databaseSize},
                    {u"taken_at"_s, formatUtc(report.takenAt)},
                    {u"sent_late"_s, QJsonArray::fromStringList(report.sentLate)},
                    {u"pruned"_s, QJsonArray::fromStringList(report.prune.removed)},
                    {u"kept_by_lock"_s, QJsonArray::fromStringList(report.prune.keptByLock)}};
    if (report.pruneProblem)
        out.insert(u"prune_error"_s, toJson(*report.pruneProblem));
    out.insert(u"warnings"_s, toJson(report.warnings));
    return out;
}

QJsonObject toJson(const VerifyReport &report)
{
    QJsonObject out{{u"key"_s, report.entry.key},
                    {u"ok"_s, !report.problem.has_value()},
                    {u"encrypted"_s, report.entry.sealed},
                    {u"database_size"_s, report.databaseSize},
                    {u"checksum_compared"_s, report.checksumCompared},
                    {u"foreign_key_violations"_s, report.foreignKeyViolations}};
    if (report.problem)
        out.insert(u"error"_s, toJson(*report.problem));
    return out;
}

QJsonObject toJson(const DrillReport &report)
{
    const QJsonObject proof = toJson(report.proof);
    QJsonObject out{{u"key"_s, report.entry.key},
                    {u"ok"_s, !report.problem.has_value()},
                    {u"verdict"_s, proof[u"verdict"]},
                    {u"at"_s, proof[u"at"]},
                    {u"host"_s, report.proof.host},
                    {u"compared"_s, proof[u"compared"]},
                    {u"encrypted"_s, report.entry.sealed},
                    {u"database_size"_s, report.databaseSize},
                    {u"duration_ms"_s, static_cast<qint64>(report.duration.count())},
                    {u"warnings"_s, toJson(report.warnings)}};
    if (report.problem)
        out.insert(u"error"_s, toJson(*report.problem));
    return out;
}

QJsonObject toJson(const RestoreOutcome &outcome)
{
    const auto &kept = outcome.care.newest;
    const bool known = kept && kept->folder == outcome.safetyCopy;
    return {{u"key"_s, outcome.key},
            {u"target"_s, outcome.target},
            {u"safety_copy"_s, outcome.safetyCopy},
            {u"safety_copy_state"_s, known ? verdictName(kept->findings.verdict) : QJsonValue()},
            {u"safety_copies_removed"_s, QJsonArray::fromStringList(outcome.care.removed)},
            {u"database_size"_s, outcome.databaseSize},
            {u"checksum_compared"_s, outcome.checksumCompared},
            {u"duration_ms"_s, static_cast<qint64>(outcome.duration.count())},
            {u"warnings"_s, toJson(outcome.warnings)}};
}

QJsonObject toJson(const SafetyCopyInfo &copy, const RestoreSettings &rule)
{
    const auto until = keptUntil(copy, rule);
    return {{u"name"_s, QFileInfo(copy.folder).fileName()},
            {u"path"_s, copy.folder},
            {u"replaced_at"_s, formatUtc(copy.replacedAt)},
            {u"size"_s, copy.size},
            {u"state"_s, verdictName(copy.findings.verdict)},
            {u"problem"_s, copy.findings.problem},
            {u"kept_until"_s, until ? formatUtc(*until) : QJsonValue()},
            {u"left_alone"_s, copy.obstacle}};
}

QJsonObject toJson(const SavedFile &file)
{
    return {{u"path"_s, file.path},
            {u"size"_s, file.size},
            {u"sha256"_s, file.sha256},
            {u"was_encrypted"_s, file.wasSealed}};
}

QJsonObject toJson(const PruneReport &report, bool dryRun)
{
    QJsonArray generations;
    for (const PlannedGeneration &each : report.plan.newestFirst) {
        generations.append(QJsonObject{{u"key"_s, each.entry.key},
                                       {u"size"_s, each.entry.size},
                                       {u"taken_at"_s, formatUtc(each.entry.takenAt)},
                                       {u"stays"_s, each.stays()},
                                       {u"reasons"_s, QJsonArray::fromStringList(reasonNames(each.reasons))},
                                       {u"drill"_s, drillName(each.standing)}});
    }
    return {{u"dry_run"_s, dryRun},
            {u"removed"_s, QJsonArray::fromStringList(report.removed)},
            {u"freed_bytes"_s, report.freed},
            {u"kept_by_lock"_s, QJsonArray::fromStringList(report.keptByLock)},
            {u"kept"_s, static_cast<qint64>(report.kept)},
            {u"generations"_s, generations}};
}

} // namespace lifeboat
