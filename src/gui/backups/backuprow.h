// SPDX-License-Identifier: GPL-3.0-or-later
// A backup with what its row in the list needs. Making ten thousand of these takes longer than a window may
// be held up, so that they are made where the backups are listed. Values; any thread.
#pragma once

#include "engine/listing.h"

namespace lifeboat {

struct BackupRow
{
    BackupEntry entry;
    QDateTime local; ///< when it was taken; converting that at every painting would cost more than the rest
    qint64 takenAt = 0; ///< the same to be compared, milliseconds since 1970
    QString searched;   ///< lower case: what a search looks through
};

[[nodiscard]] QList<BackupRow> backupRows(const QList<BackupEntry> &backups);

} // namespace lifeboat
