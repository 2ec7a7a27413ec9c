// SPDX-License-Identifier: GPL-3.0-or-later
// Deletes expired generations, one by one, oldest first.
#pragma once

#include "engine/listing.h"
#include "engine/progress.h"

#include <QStringList>

namespace lifeboat {

struct PruneReport
{
    QStringList removed;    ///< or, in a dry run, what would be
    QStringList keptByLock; ///< a bucket lock refused; tried again next time
    qsizetype kept = 0;     ///< generations that remain, locked ones included
};

/// Lists the profile's backups and removes those beyond its retention. `now` is UTC. An incomplete listing
/// deletes nothing.
/// What is kept beside backups goes with them.
[[nodiscard]] Result<PruneReport> runPrune(ObjectStore &store, const Profile &profile, const QDateTime &now,
                                           bool dryRun, const JobControl &control);

} // namespace lifeboat
