// SPDX-License-Identifier: GPL-3.0-or-later
// A backup that spares reading and uploading what did not change, with what is remembered on this machine.
// Synchronous.
#pragma once

#include "service/backupservice.h"
#include "service/scheduleledger.h"

namespace lifeboat {

/// BackupService::backUpIfChanged(), told what the database's files looked like last time by `ledger`, which
/// then keeps what they look like now.
[[nodiscard]] Result<BackupReport> backUpIfChanged(BackupService &backups, const LoadedProfile &profile,
                                                   ScheduleLedger ledger, const JobControl &control);

} // namespace lifeboat
