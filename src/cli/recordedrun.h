// SPDX-License-Identifier: GPL-3.0-or-later
// A command's run with its trace in the run history. Main thread only.
#pragma once

#include "cli/command.h"

namespace lifeboat {

/// Runs it; if it is of a kind that is remembered, keeps what it did. That the history cannot be written is
/// warned of and changes nothing else.
[[nodiscard]] Result<Outcome> runRecorded(Command &command, CommandContext &context);

} // namespace lifeboat
