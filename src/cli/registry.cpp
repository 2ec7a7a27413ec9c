// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"

namespace lifeboat {

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make :
         {makeBackupCommand,     makeListCommand,        makeStatusCommand,  makeVerifyCommand,
          makeDrillCommand,      makeRestoreCommand,     makeUndoCommand,    makeDownloadCommand,
          makeDeleteCommand,     makePruneCommand,       makeDecryptCommand, makeHistoryCommand,
          makeKeygenCommand,     makePolicyCommand,      makeServeCommand,   makeDoctorCommand,
          makeAlertTestCommand,  makeConfigCheckCommand, makeDemoCommand,    makeDemoWriterCommand,
          makeCompletionsCommand}) {
        commands.push_back(make());
    }
    return commands;
}

} // namespace lifeboat
