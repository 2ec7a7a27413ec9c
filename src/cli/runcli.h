// SPDX-License-Identifier: GPL-3.0-or-later
// Parses the command line, runs the command, prints the outcome. The whole of lifeboat-cli but its
// composition.
#pragma once

#include "base/log.h"
#include "service/backupservice.h"
#include "service/daemon.h"

#include <string>
#include <vector>

namespace lifeboat {

/// `arguments` without the program's name, which say more about what to log than `usualLevel` where they say
/// anything. Returns the exit code. A QCoreApplication exists.
int runCli(std::vector<std::string> arguments, BackupService &service, DaemonHost &daemonHost,
           const CancelToken &cancel, LogLevel usualLevel = LogLevel::Normal);

/// Overwrites, in the process's own argument vector, the value of every option that carries a secret, so that
/// it does not stay visible in the process list. Call first, after copying the arguments.
void scrubSecrets(int argc, char **argv);

} // namespace lifeboat
