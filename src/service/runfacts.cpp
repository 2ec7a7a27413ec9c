// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/runfacts.h"

#include "service/backupservice.h"

namespace lifeboat {

namespace {

QString onlyOneOf(const QStringList &keys)
{
    return keys.size() == 1 ? keys.constFirst() : QString();
}

/// Each came after the work itself was done; one is enough to look into it.
std::optional<Error> firstOf(const std::optional<Error> &problem, const QList<Error> &warnings)
{
    return problem || warnings.isEmpty() ? problem : warnings.constFirst();
}

} // namespace

RunFacts factsOf(const BackupReport &report)
{
    return {report.key, report.unchanged ? 0 : report.size, firstOf(report.pruneProblem, report.warnings),
            false};
}

RunFacts factsOf(const DrillReport &report)
{
    return {report.entry.key, report.entry.size, firstOf(report.problem, report.warnings),
            report.problem.has_value()};
}

RunFacts factsOf(const std::shared_ptr<FetchedBackup> &backup)
{
    return {backup->entry.key, backup->entry.size, {}, false};
}

RunFacts factsOf(const PruneReport &report)
{
    return {onlyOneOf(report.removed), 0, {}, false};
}

RunFacts factsOf(const RestoreOutcome &outcome)
{
    return {outcome.key, outcome.databaseSize, firstOf(outcome.startProblem(), outcome.warnings), false};
}

RunFacts factsOf(const SavedFile &file)
{
    return {{}, file.size, {}, false};
}

RunFacts factsOf(const QStringList &removed)
{
    return {onlyOneOf(removed), 0, {}, false};
}

RunFacts factsOf(const QList<VerifyReport> &reports)
{
    RunFacts facts;
    for (const VerifyReport &report : reports) {
        facts.bytes += report.entry.size;
        if (!report.problem || facts.failed)
            continue;
        facts.backupKey = report.entry.key; // the first that is damaged
        facts.problem = report.problem;
        facts.failed = true;
    }
    if (reports.size() == 1)
        facts.backupKey = reports.constFirst().entry.key;
    return facts;
}

} // namespace lifeboat
