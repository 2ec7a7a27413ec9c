// SPDX-License-Identifier: GPL-3.0-or-later
// A command line of the user's, run by the shell. Blocks; any thread.
#pragma once

#include "base/canceltoken.h"

#include <QList>
#include <QPair>

#include <chrono>
#include <optional>

namespace lifeboat {

struct CommandReport
{
    QString command;
    QString output; ///< both streams; the last 64 KiB of them
    std::optional<Error>
        problem; ///< it could not start, took too long, was cancelled or ended with a failure
};

/// Name and value; added to the environment that this process has.
using CommandEnvironment = QList<QPair<QString, QString>>;

/// `/bin/sh -c command` in a session of its own, without input. What it leaves in the background goes on;
/// when `limit` is over or `cancel` requested, all of it is ended.
[[nodiscard]] CommandReport runShellCommand(const QString &command, std::chrono::milliseconds limit,
                                            const CancelToken &cancel,
                                            const CommandEnvironment &environment = {});

} // namespace lifeboat
