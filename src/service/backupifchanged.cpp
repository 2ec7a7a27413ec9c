// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/backupifchanged.h"

namespace lifeboat {

Result<BackupReport> backUpIfChanged(BackupService &backups, const LoadedProfile &profile,
                                     ScheduleLedger ledger, const JobControl &control)
{
    const QString name = profile.profile.id;
    auto report = backups.backUpIfChanged(profile, ledger.source(name), control);
    if (report && report->source) {
        if (const auto kept = ledger.keepSource(name, *report->source); !kept)
            report->warnings.append(kept.error());
    }
    return report;
}

} // namespace lifeboat
