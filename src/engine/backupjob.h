// SPDX-License-Identifier: GPL-3.0-or-later
// One backup: snapshot, seal, upload, prove, prune. Synchronous; call it on a worker thread in a face that
// has an event loop to keep alive.
#pragma once

#include "base/clock.h"
#include "base/secretbytes.h"
#include "engine/freshness.h"
#include "engine/progress.h"
#include "engine/prunejob.h"
#include "storage/objectstore.h"

#include <optional>

namespace lifeboat {

struct BackupReport
{
    QString key;
    /// Nothing was uploaded: the backup under `key` is what the database still was at `takenAt`.
    bool unchanged = false;
    QDateTime takenAt;        ///< UTC
    QDateTime unchangedSince; ///< UTC; when unchanged: when the backup under `key` was made
    qint64 size = 0;          ///< bytes of the object
    qint64 databaseSize = 0;
    bool sealed = false;
    QString contentSha256;
    QString objectSha256;
    std::chrono::milliseconds snapshotTime{0}; ///< how long the read transaction was held
    std::chrono::milliseconds duration{0};
    /// Keys of backups that earlier runs kept on this machine, and that went up beside this one.
    QStringList sentLate;
    PruneReport prune;
    std::optional<Error> pruneProblem; ///< the backup is there; only the tidying failed
    QList<Error>
        warnings; ///< the backup is there; something beside it failed: its facts, a command, an alert
    /// The database's files as this backup has them, when they can tell that they are still the same.
    std::optional<KnownSource> source;
};

struct BackupContext
{
    const Profile &profile;
    const SecretBytes &encryptionKey;
    ObjectStore &store;
    Clock &clock;
    QString sourceHost;
    /// Leave a marker rather than upload what the newest backup in the store already is.
    bool skipUnchanged = false;
    std::optional<KnownSource> known = {}; ///< of an earlier run here; spares reading the database
    /// Where sealed backups wait that the store did not take; empty: none are kept, and none sent.
    QString unsentFolder = {};
};

/// Success means the store has confirmed an object of the right size and checksum under BackupReport::key, or
/// that it was told of the database's being unchanged since. On
/// any error nothing of this run is listed in the store and no temporary file is left; when it is the store
/// that failed, the sealed backup may stay in `unsentFolder`, which the error's hint says. A success uploads
/// what waits there.
[[nodiscard]] Result<BackupReport> runBackup(const BackupContext &context, const JobControl &control);

} // namespace lifeboat
