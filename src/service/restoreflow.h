// SPDX-License-Identifier: GPL-3.0-or-later
// A restore, or its undoing, between the user's own two commands: stop the program as late as possible, start
// it again whatever came of it. Blocks; any thread.
#pragma once

#include "engine/safetykeeping.h"
#include "engine/undojob.h"
#include "service/shellcommand.h"

namespace lifeboat {

/// Command lines for the shell; may be empty. Each has 60 seconds.
struct RestoreCommands
{
    QString stop;  ///< run once the backup is proven, right before the swap
    QString start; ///< run at the end, also when the restore failed, unless `stop` was never reached
};

struct RestoreOutcome : RestoreReport
{
    QList<CommandReport> commands; ///< those that were run, in order
    QList<Error> warnings;         ///< the database is restored; what came after it failed
    SafetyCare care;               ///< of what was there before, and of what earlier restores replaced

    /// Why the program may not run again although the database is restored.
    [[nodiscard]] std::optional<Error> startProblem() const;
};

/// runRestore() with the commands around its swap. A program may take a few seconds to let go after `stop`;
/// when `stop` fails, nothing is changed. When all fails, the restore's error comes back and its hint names
/// the failed `start`.
[[nodiscard]] Result<RestoreOutcome> restoreBetween(const RestoreCommands &commands, const BackupPlace &place,
                                                    RestoreRequest request, Clock &clock,
                                                    const JobControl &control);

/// runUndo() likewise.
[[nodiscard]] Result<RestoreOutcome> undoBetween(const RestoreCommands &commands, UndoRequest request,
                                                 Clock &clock, const JobControl &control);

} // namespace lifeboat
