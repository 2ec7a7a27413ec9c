// SPDX-License-Identifier: GPL-3.0-or-later
// Putting a backup back: fetch and prove it first, touch the database last.
#pragma once

#include "engine/fetchjob.h"
#include "engine/putback.h"

namespace lifeboat {

struct RestoreRequest : PutBackRequest
{
    BackupEntry entry;
};

struct RestoreReport
{
    QString key; ///< empty for a restore that was undone
    QString target;
    QString safetyCopy; ///< folder with what was there before; empty when there was nothing
    qint64 databaseSize = 0;
    bool checksumCompared = false;
    std::chrono::milliseconds duration{0};
};

/// ErrorCode::Refused, naming the programs, while others have the target open and `live` is off; asked before
/// the download (unless there is a beforeSwap) and again before the swap. On any error the target is as it
/// was.
[[nodiscard]] Result<RestoreReport> runRestore(const BackupPlace &place, const RestoreRequest &request,
                                               Clock &clock, const JobControl &control);

} // namespace lifeboat
