// SPDX-License-Identifier: GPL-3.0-or-later
// Putting a backup back: fetch and prove it first, touch the database last.
#pragma once

#include "base/clock.h"
#include "engine/fetchjob.h"

namespace lifeboat {

struct RestoreRequest
{
    BackupEntry entry;
    QString target;          ///< absolute path of the database to replace or to create
    bool live = false;       ///< write into the open database through SQLite instead of swapping files
    QString temporaryFolder; ///< for a live restore; a swap needs its copy beside the target
};

struct RestoreReport
{
    QString key;
    QString target;
    QString safetyCopy; ///< folder with what was there before; empty when there was nothing
    qint64 databaseSize = 0;
    bool checksumCompared = false;
    std::chrono::milliseconds duration{0};
};

/// ErrorCode::Refused, naming the programs, while others have the target open and `live` is off; asked before
/// the download and again before the swap. On any error the target is as it was.
[[nodiscard]] Result<RestoreReport> runRestore(ObjectStore &store, const RestoreRequest &request,
                                               const SecretBytes &key, Clock &clock,
                                               const JobControl &control);

} // namespace lifeboat
