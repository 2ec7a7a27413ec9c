// SPDX-License-Identifier: GPL-3.0-or-later
// What lifeboat-cli is struck at: a home before the command, the command, and what must hold after it was
// killed or its disk failed. The judge of every database is the sqlite3 shell.
#pragma once

#include "fault/faultrun.h"
#include "support/testserver.h"

#include <functional>
#include <optional>

namespace lifeboat {

/// Everything that is wrong after a fault.
struct Findings
{
    QStringList lost;   ///< content that was there is not there any more, or is not what it seems
    QStringList untidy; ///< all content is there, but something was left behind, or not said

    [[nodiscard]] bool isEmpty() const { return lost.isEmpty() && untidy.isEmpty(); }
};

struct Scene
{
    QString name;
    QStringList command;
    std::function<bool(CliHome &)> prepare;
    /// After the fault; the next command has not run yet. `done`: the command said that it succeeded.
    std::function<void(const CliHome &, bool done, Findings &)> judge;
    int most = 0;          ///< points to try even when all are asked for; 0: all of them
    bool isCostly = false; ///< takes seconds per point
    bool isRemote = false; ///< at a server
    int exitCode = 0;      ///< of the command without a fault
};

/// Those that need an S3 server only with one.
[[nodiscard]] QList<Scene> allScenes(const std::optional<S3Endpoint> &server);

/// A home like `prepared`, at a place of its own.
[[nodiscard]] std::unique_ptr<CliHome> cloneOf(const CliHome &prepared);

} // namespace lifeboat
