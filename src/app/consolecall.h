// SPDX-License-Identifier: GPL-3.0-or-later
// What the console was called with, by its own command line or by that of a later process.
#pragma once

#include "base/result.h"

#include <QStringList>

namespace lifeboat {

struct ConsoleCall
{
    bool demo = false;
    bool minimised = false;
    bool backUp = false;  ///< `profile`, or all
    bool restore = false; ///< offers to restore the newest backup
    QString profile;      ///< to be selected; empty: the one that was
};

/// Ends the process where `arguments` ask for help or the version, or cannot be understood. The first one is
/// the program's name.
[[nodiscard]] ConsoleCall parseCallOrExit(const QStringList &arguments);
/// The same for another process's arguments, without the program's name. ErrorCode::Usage.
[[nodiscard]] Result<ConsoleCall> parseCall(const QStringList &arguments);

} // namespace lifeboat
