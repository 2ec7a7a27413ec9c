// SPDX-License-Identifier: GPL-3.0-or-later
// A restore drill: one backup restored to a scratch file and held against what the database was when it was
// backed up. Its outcome is kept in the store. Synchronous; call it on a worker thread in a face that has an
// event loop to keep alive.
#pragma once

#include "base/clock.h"
#include "engine/progress.h"
#include "engine/proofs.h"

namespace lifeboat {

struct DrillReport
{
    BackupEntry entry;
    Proof proof;
    qint64 databaseSize = 0;
    std::chrono::milliseconds duration{0};
    std::optional<Error> problem; ///< empty: proven restorable
    QList<Error> warnings;        ///< the outcome could not be kept in the store, an alert failed
};

struct DrillContext
{
    const Profile &profile;
    const SecretBytes &encryptionKey;
    ObjectStore &store;
    Clock &clock;
    QString host;
    QStringList scratchPlaces; ///< as for fetchBackup()
};

/// A bad backup is a report with a problem; an error means that the drill could not be held, and leaves an
/// earlier proof as it is.
[[nodiscard]] Result<DrillReport> runDrill(const DrillContext &context, const BackupEntry &entry,
                                           const JobControl &control);

} // namespace lifeboat
