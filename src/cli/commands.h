// SPDX-License-Identifier: GPL-3.0-or-later
// The makers of all commands, one per file of the same name; for registry.cpp and those files only.
#pragma once

#include "cli/command.h"

#include <CLI/CLI.hpp>

namespace lifeboat {

std::unique_ptr<Command> makeAlertTestCommand();
std::unique_ptr<Command> makeBackupCommand();
std::unique_ptr<Command> makeCompletionsCommand();
std::unique_ptr<Command> makeConfigCheckCommand();
std::unique_ptr<Command> makeDecryptCommand();
std::unique_ptr<Command> makeDeleteCommand();
std::unique_ptr<Command> makeDemoCommand();
std::unique_ptr<Command> makeDemoWriterCommand();
std::unique_ptr<Command> makeDoctorCommand();
std::unique_ptr<Command> makeDownloadCommand();
std::unique_ptr<Command> makeDrillCommand();
std::unique_ptr<Command> makeHistoryCommand();
std::unique_ptr<Command> makeKeygenCommand();
std::unique_ptr<Command> makeListCommand();
std::unique_ptr<Command> makePolicyCommand();
std::unique_ptr<Command> makePruneCommand();
std::unique_ptr<Command> makeRestoreCommand();
std::unique_ptr<Command> makeServeCommand();
std::unique_ptr<Command> makeStatusCommand();
std::unique_ptr<Command> makeUndoCommand();
std::unique_ptr<Command> makeVerifyCommand();

} // namespace lifeboat
