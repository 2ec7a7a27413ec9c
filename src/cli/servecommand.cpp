// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "service/daemon.h"

#include <QCoreApplication>
#include <QDateTime>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A signal handler may only set a flag; this is how soon it is seen.
constexpr auto signalCheck = 200ms;

class ServeCommand final : public Command
{
public:
    std::string name() const override { return "serve"; }
    std::string summary() const override
    {
        return "Run the schedules of all profiles, in the foreground, until it is stopped";
    }
    std::string example() const override { return "lifeboat-cli serve"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

Result<Outcome> ServeCommand::run(CommandContext &context)
{
    if (!context.options().config.empty() || !context.options().profile.empty()) {
        return fail(
            ErrorCode::Usage, u"serve"_s,
            Text::tr("\"serve\" watches every profile there is; it takes neither --config nor --profile."),
            Text::tr("Put the file, or a link to it, into %1.")
                .arg(ProfileCatalog(context.environment(), nullptr).folder()));
    }
    ProfileCatalog profiles(context.environment(), nullptr);
    Daemon daemon(profiles, context.service(), context.daemonHost());
    QObject::connect(&daemon, &Daemon::said, &daemon,
                     [&terminal = context.terminal()](const QString &line) { terminal.say(line); });
    QObject::connect(&daemon, &Daemon::ended, qApp, &QCoreApplication::quit);
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &daemon, [&] {
        if (context.control().cancel.isRequested())
            daemon.end();
    });
    watch.start(signalCheck);
    // Only an event loop that runs can be ended.
    QTimer::singleShot(0, &daemon, &Daemon::begin);
    QCoreApplication::exec();
    return Outcome{QJsonObject(), QString()};
}

} // namespace

std::unique_ptr<Command> makeServeCommand()
{
    return std::make_unique<ServeCommand>();
}

} // namespace lifeboat
