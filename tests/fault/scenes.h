// SPDX-License-Identifier: GPL-3.0-or-later
// What lifeboat-cli is struck at: a home before the command, the command, and what must hold after it was
// killed or its disk failed. The judge of every database is the sqlite3 shell.
#pragma once

#include "fault/faultrun.h"

#include <functional>

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
};

[[nodiscard]] QList<Scene> allScenes();

/// A home like `prepared`, at a place of its own.
[[nodiscard]] std::unique_ptr<CliHome> cloneOf(const CliHome &prepared);

} // namespace lifeboat
