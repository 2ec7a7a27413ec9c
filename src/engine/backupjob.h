// SPDX-License-Identifier: GPL-3.0-or-later
// One backup: snapshot, seal, upload, prove, prune. Synchronous; call it on a worker thread in a face that
// has an event loop to keep alive.
#pragma once

#include "base/clock.h"
#include "base/secretbytes.h"
#include "engine/profile.h"
#include "engine/progress.h"
#include "engine/prunejob.h"
#include "storage/objectstore.h"

#include <optional>

namespace lifeboat {

struct BackupReport
{
    QString key;
    QDateTime takenAt; ///< UTC
    qint64 size = 0;   ///< bytes of the object
    qint64 databaseSize = 0;
    bool sealed = false;
    QString contentSha256;
    QString objectSha256;
    std::chrono::milliseconds snapshotTime{0}; ///< how long the read transaction was held
    std::chrono::milliseconds duration{0};
    PruneReport prune;
    std::optional<Error> pruneProblem; ///< the backup is there; only the tidying failed
    QList<Error> warnings;             ///< the backup is there; a command after it or an alert failed
};

struct BackupContext
{
    const Profile &profile;
    const SecretBytes &encryptionKey;
    ObjectStore &store;
    Clock &clock;
    QString sourceHost;
};

/// Success means the store has confirmed an object of the right size and checksum under BackupReport::key. On
/// any error nothing of this run is listed in the store and no temporary file is left.
[[nodiscard]] Result<BackupReport> runBackup(const BackupContext &context, const JobControl &control);

} // namespace lifeboat
