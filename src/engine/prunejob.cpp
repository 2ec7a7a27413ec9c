// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/prunejob.h"

#include "engine/retention.h"
#include "engine/sideobjects.h"

#include <QSet>

namespace lifeboat {

namespace {

void forgetAllBut(const QList<BackupEntry> &backups, const QStringList &removed, ObjectStore &store,
                  const Profile &profile, const CancelToken &cancel)
{
    const QSet<QString> gone(removed.cbegin(), removed.cend());
    QList<BackupEntry> left = backups;
    left.removeIf([&](const BackupEntry &backup) { return gone.contains(backup.key); });
    const SecretBytes noKey; // removing needs none
    forgetOthers(SideObjects(store, profile, noKey), left, cancel);
}

} // namespace

Result<PruneReport> runPrune(ObjectStore &store, const Profile &profile, const QDateTime &now, bool dryRun,
                             const JobControl &control)
{
    const auto backups = listBackups(store, profile, control.cancel);
    if (!backups)
        return fail(backups.error());
    const QList<BackupEntry> expired = expiredBackups(*backups, profile.retentionCount, now);
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
    if (!dryRun && !report.removed.isEmpty())
        forgetAllBut(*backups, report.removed, store, profile, control.cancel);
    report.kept = backups->size() - report.removed.size();
    return report;
}

} // namespace lifeboat
