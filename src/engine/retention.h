// SPDX-License-Identifier: GPL-3.0-or-later
// Which generations to keep. Pure functions.
#pragma once

#include "engine/listing.h"

namespace lifeboat {

/// The backups to delete, oldest first, so that the `keep` newest remain. 0 keeps all; the newest one is
/// never among them, whatever `keep` says. `newestFirst` is what listBackups() returns. Those dated more than
/// a day after `now` come from a clock that was wrong: they count for nothing, or the real ones would make
/// room for them, and are not deleted.
[[nodiscard]] QList<BackupEntry> expiredBackups(const QList<BackupEntry> &newestFirst, int keep,
                                                const QDateTime &now);

} // namespace lifeboat
