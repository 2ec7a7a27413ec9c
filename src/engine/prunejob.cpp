// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/prunejob.h"

#include "engine/retention.h"

namespace lifeboat {

Result<PruneReport> runPrune(ObjectStore &store, const Profile &profile, bool dryRun,
                             const JobControl &control)
{
    const auto backups = listBackups(store, profile, control.cancel);
    if (!backups)
        return fail(backups.error());
    const QList<BackupEntry> expired = expiredBackups(*backups, profile.retentionCount);
    control.enter(Stage::Prune, expired.size());
    PruneReport report;
    for (const BackupEntry &entry : expired) {
        if (!dryRun) {
            const Result<void> removed = store.remove(entry.key, control.cancel);
            if (!removed && removed.error().code == ErrorCode::KeptByLock) {
                report.keptByLock.append(entry.key);
                continue;
            }
            if (!removed)
                return fail(removed.error());
        }
        report.removed.append(entry.key);
        if (control.progress)
            control.progress({Stage::Prune, report.removed.size(), expired.size(), false});
    }
    report.kept = backups->size() - report.removed.size();
    return report;
}

} // namespace lifeboat
