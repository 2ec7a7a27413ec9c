// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "service/apitoken.h"
#include "service/daemon.h"

#include <QCoreApplication>
#include <QTemporaryDir>

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
        return "Run the schedules of all profiles, or of one, in the foreground until it is stopped";
    }
    std::string example() const override { return "lifeboat-cli serve"; }
    void declare(CLI::App &app) override
    {
        app.add_flag("--new-api-token", m_newToken,
                     "Make a token for the admin API, say where it is, and end");
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    bool m_newToken = false;
};

Result<Outcome> newApiToken(const CommandContext &context)
{
    const QString settingsFile = globalSettingsFile(context.environment());
    const auto loaded = loadGlobalSettings(settingsFile, context.environment());
    if (!loaded)
        return fail(loaded.error());
    const QString file = apiTokenFile(loaded->settings.api, settingsFile, context.environment());
    if (const auto made = makeApiToken(file); !made)
        return fail(made.error());
    QStringList lines{Text::tr("A new token for the admin API is in %1, for your eyes only.").arg(file)};
    if (loaded->settings.api.listen.isEmpty())
        lines.append(
            Text::tr("The API is off: set listen = \"127.0.0.1:8737\" below [api] in %1.").arg(settingsFile));
    return Outcome{QJsonObject{{u"token_file"_s, file}}, lines.join(u'\n')};
}

/// The profile that --config or --profile names, alone in a folder of its own; as every other way in, a link.
Result<QString> linkInto(const QString &folder, const CommandContext &context)
{
    const auto loaded = context.loadProfile();
    if (!loaded)
        return fail(loaded.error());
    QProcessEnvironment alone = context.environment();
    alone.insert(u"XDG_CONFIG_HOME"_s, folder);
    return ProfileCatalog(alone, nullptr).adopt(loaded->profile.configFile);
}

Result<Outcome> ServeCommand::run(CommandContext &context)
{
    if (m_newToken)
        return newApiToken(context);
    QProcessEnvironment environment = context.environment();
    QTemporaryDir onlyOne;
    if (!context.options().config.empty() || !context.options().profile.empty()) {
        if (const auto linked = linkInto(onlyOne.path(), context); !linked)
            return fail(linked.error());
        environment.insert(u"XDG_CONFIG_HOME"_s, onlyOne.path());
    }
    ProfileCatalog profiles(environment, nullptr);
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
