// SPDX-License-Identifier: GPL-3.0-or-later
// The last step of everything that gives a database another content: by exchanging the file, or through
// SQLite while programs have it open. One thread.
#pragma once

#include "base/clock.h"
#include "engine/progress.h"
#include "sqlite/swap.h"

#include <QString>
#include <QStringList>

#include <functional>

namespace lifeboat {

struct PutBackRequest
{
    QString target;          ///< absolute path of the database to replace or to create
    bool live = false;       ///< write into the open database through SQLite instead of swapping files
    QString temporaryFolder; ///< for a live restore; a swap needs its copy beside the target
    /// Called once everything is ready and proven: the moment to stop the program that has the target open.
    /// When it fails, nothing is changed. While it is set, programs that have the target open are an obstacle
    /// only after it.
    std::function<Result<void>()> beforeSwap;
};

/// The file itself, links followed: where its replacement must be prepared to be renamed over it.
[[nodiscard]] QString realTarget(const QString &target);

/// What a killed restore left at the target is settled first. The request with its links followed, if it can
/// be done at all. ErrorCode::Refused, naming the programs, while others have the target open; NotFound when
/// its folder is missing, or there is nothing open to write into.
[[nodiscard]] Result<PutBackRequest> prepareToPutBack(PutBackRequest request);

/// Where the fresh file must be made.
[[nodiscard]] QStringList workspacesFor(const PutBackRequest &prepared);

/// Puts `file`, which is given up, in the target's place, and keeps what was there as a safety copy.
/// `checked` is what swapDatabase() calls so. On any error the target is as it was.
[[nodiscard]] Result<SwapReport> putBack(const QString &file, const FileStamp &checked,
                                         const PutBackRequest &prepared, Clock &clock,
                                         const JobControl &control);

} // namespace lifeboat
