// SPDX-License-Identifier: GPL-3.0-or-later
// What a command of lifeboat-cli is: a name, its options, and one call that returns what to print. One file
// per command; registry.cpp lists them. Main thread only.
#pragma once

#include "base/result.h"
#include "cli/context.h"

#include <QJsonValue>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lifeboat {

/// Documented in the man page and never renumbered.
enum ExitCode {
    ExitDone = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitConfiguration = 3,
    ExitRefused = 4,
    ExitCancelled = 130,
};

[[nodiscard]] int exitCodeFor(const Error &error);

struct Outcome
{
    QJsonValue json; ///< printed with --json
    QString text;    ///< printed without; may have several lines, none at the end
    int exitCode = ExitDone;
};

class Command
{
public:
    virtual ~Command() = default;
    /// "backup", or "config check" for a command below another.
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::string summary() const = 0;
    /// One complete call, shown at the end of --help.
    [[nodiscard]] virtual std::string example() const = 0;
    /// Adds arguments and options; their storage are members of the command.
    virtual void declare(CLI::App &app) = 0;
    /// What the run history calls its runs, once it is declared; nothing for a command that leaves no trace.
    [[nodiscard]] virtual std::optional<JobKind> kind() const { return {}; }
    [[nodiscard]] virtual Result<Outcome> run(CommandContext &context) = 0;

protected:
    Command() = default;
    Q_DISABLE_COPY_MOVE(Command)
};

[[nodiscard]] std::vector<std::unique_ptr<Command>> allCommands();

} // namespace lifeboat
