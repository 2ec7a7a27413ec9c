// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/prunejob.h"

#include "base/text.h"
#include "engine/proofs.h"

#include <QSet>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRead = 1000;

/// Tells standings by the proofs in the store. A list of ten thousand generations must not read as many
/// proofs: which ones there are is asked once, in pages of a thousand, and one is read only when the plan
/// asks for its generation, which it does for those within the rules and until enough proven ones are found.
/// As drills prove one backup a month, that is a handful. What lies beyond `mostRead`, which takes a store
/// full of proofs that say nothing, is unclear and so stays.
class ProofReader final
{
public:
    ProofReader(const PruneContext &context, const CancelToken &cancel)
        : m_side(context.store, context.profile, context.encryptionKey), m_cancel(cancel),
          m_canOpen(!context.profile.encryption.enabled || !context.encryptionKey.isEmpty())
    {
    }

    Result<Standing> standingOf(const BackupEntry &entry);

private:
    [[nodiscard]] Result<void> list();

    SideObjects m_side;
    const CancelToken &m_cancel;
    bool m_canOpen;
    int m_read = 0;
    std::optional<QSet<QString>> m_names;
};

Result<void> ProofReader::list()
{
    if (m_names)
        return {};
    const auto names = m_side.list(proofsFolder(), m_cancel);
    if (!names)
        return fail(names.error());
    m_names = QSet<QString>(names->cbegin(), names->cend());
    return {};
}

Result<Standing> ProofReader::standingOf(const BackupEntry &entry)
{
    if (const auto listed = list(); !listed)
        return fail(listed.error());
    if (!m_names->contains(proofName(entry.key)))
        return Standing::Unproven;
    if (!m_canOpen || m_read == mostRead)
        return Standing::Unclear;
    ++m_read;
    const auto proof = getProof(m_side, entry, m_cancel);
    if (!proof)
        return fail(proof.error());
    // One that is there and says nothing may have been sealed with the right key, when ours is a wrong one.
    if (!*proof)
        return Standing::Unclear;
    return (*proof)->isRestored() ? Standing::Proven : Standing::Failed;
}

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
    ProofReader proofs(context, cancel);
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
