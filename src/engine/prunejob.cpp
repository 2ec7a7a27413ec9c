// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/prunejob.h"

#include "base/text.h"
#include "engine/proofreader.h"

#include <QSet>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Without the proofs nobody knows which backup is the last good one.
Error withheld(Error error)
{
    if (error.code == ErrorCode::Cancelled)
        return error;
    error.message = Text::tr("No backup was removed, as the proofs of restore drills cannot be read: %1")
                        .arg(error.message);
    return error;
}

Result<RetentionPlan> planFor(const PruneContext &context, const QList<BackupEntry> &backups, bool askAlways,
                              const CancelToken &cancel)
{
    const auto plan = [&](const StandingOf &standingOf) {
        return planRetention(backups, context.profile.retentionCount, context.profile.retention, context.now,
                             standingOf);
    };
    // No proof makes anything go that would otherwise stay. So where nothing goes, none has to be read.
    const auto hopeful = plan([](const BackupEntry &) -> Result<Standing> { return Standing::Unproven; });
    if (!askAlways && hopeful && hopeful->expired().isEmpty())
        return hopeful;
    ProofReader proofs(context.store, context.profile, context.encryptionKey, cancel);
    auto informed = plan([&proofs](const BackupEntry &entry) { return proofs.standingOf(entry); });
    if (!informed)
        return fail(withheld(informed.error()));
    return informed;
}

/// What goes, oldest first.
QList<BackupEntry> chosen(const RetentionPlan &plan, const std::optional<QStringList> &among)
{
    QList<BackupEntry> expired = plan.expired();
    if (among) {
        const QSet<QString> agreed(among->cbegin(), among->cend());
        expired.removeIf([&agreed](const BackupEntry &entry) { return !agreed.contains(entry.key); });
    }
    return expired;
}

void forgetAllBut(const QList<BackupEntry> &backups, const PruneReport &report, const PruneContext &context,
                  const CancelToken &cancel)
{
    const QSet<QString> gone(report.removed.cbegin(), report.removed.cend());
    QList<BackupEntry> left = backups;
    left.removeIf([&](const BackupEntry &backup) { return gone.contains(backup.key); });
    forgetOthers(SideObjects(context.store, context.profile, context.encryptionKey), left, cancel);
}

} // namespace

Result<PruneReport> runPrune(const PruneContext &context, const PruneOptions &options,
                             const JobControl &control)
{
    const auto backups = listBackups(context.store, context.profile, control.cancel);
    if (!backups)
        return fail(backups.error());
    auto plan = planFor(context, *backups, options.dryRun, control.cancel);
    if (!plan)
        return fail(plan.error());
    PruneReport report;
    report.plan = std::move(*plan);
    const QList<BackupEntry> expired = chosen(report.plan, options.among);
    control.enter(Stage::Prune, expired.size());
    for (const BackupEntry &entry : expired) {
        if (!options.dryRun) {
            const Result<void> removed = context.store.remove(entry.key, control.cancel);
            if (!removed && removed.error().code == ErrorCode::KeptByLock) {
                report.keptByLock.append(entry.key);
                continue;
            }
            if (!removed)
                return fail(removed.error());
        }
        report.removed.append(entry.key);
        report.freed += entry.size;
        if (control.progress)
            control.progress({Stage::Prune, report.removed.size(), expired.size(), false});
    }
    if (!options.dryRun && !report.removed.isEmpty())
        forgetAllBut(*backups, report, context, control.cancel);
    report.kept = backups->size() - report.removed.size();
    return report;
}

} // namespace lifeboat
