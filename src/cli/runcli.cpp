// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runcli.h"

#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/recordedrun.h"

#include <CLI/CLI.hpp>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *secretOption = "--key";

QString toText(const QJsonValue &value)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

void declareGlobals(CLI::App &app, GlobalOptions &options)
{
    app.add_option("-c,--config", options.config, "Configuration file (a RustResort server's own works)")
        ->type_name("FILE");
    app.add_option("-p,--profile", options.profile, "Profile in ~/.config/lifeboat/profiles")
        ->type_name("NAME");
    app.add_option("--key-file", options.keyFile, "File with the encryption key (mode 0600)")
        ->type_name("FILE");
    app.add_flag("--json", options.json, "Print one JSON document, errors included");
    app.add_flag("-q,--quiet", options.quiet, "Print only what was asked for");
    app.add_flag("-v,--verbose", options.verbose, "Say what is being done");
    app.add_flag("--debug", options.debug, "Say everything, HTTP included (redacted)");
    app.set_version_flag("--version", "lifeboat-cli " LIFEBOAT_VERSION);
    app.get_option("--config")->excludes("--profile");
}

/// The subcommand that `name` ("config check") means, made below `app` with its parents.
CLI::App *place(CLI::App &app, const Command &command)
{
    const std::string name = command.name();
    const auto space = name.find(' ');
    if (space == std::string::npos)
        return app.add_subcommand(name, command.summary());
    const std::string parent = name.substr(0, space);
    const auto groups =
        app.get_subcommands([&parent](const CLI::App *sub) { return sub->get_name() == parent; });
    CLI::App *group = groups.empty() ? nullptr : groups.front();
    if (!group) {
        group = app.add_subcommand(parent, "Commands about " + parent);
        group->require_subcommand(1)->fallthrough();
    }
    return group->add_subcommand(name.substr(space + 1), command.summary());
}

int report(Terminal &terminal, bool json, const Error &error)
{
    terminal.clearProgress();
    if (json) {
        terminal.print(toText(toJson(error)));
    } else {
        std::fprintf(stderr, "%s\n", qUtf8Printable(Text::tr("Error: %1").arg(redact(error.message))));
        if (!error.hint.isEmpty())
            std::fprintf(stderr, "%s\n", qUtf8Printable(Text::tr("What to do: %1").arg(error.hint)));
    }
    return exitCodeFor(error);
}

int reportUsage(const CLI::App &app, const CLI::ParseError &problem, bool json)
{
    if (problem.get_exit_code() == 0) // --help, --version
        return app.exit(problem);
    const Error error{
        ErrorCode::Usage, u"cli"_s, QString::fromStdString(problem.what()),
        Text::tr("\"lifeboat-cli --help\" and \"lifeboat-cli COMMAND --help\" list what there is."), false};
    Terminal terminal({json, false, false});
    return report(terminal, json, error);
}

} // namespace

int exitCodeFor(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Usage: return ExitUsage;
    case ErrorCode::Configuration: return ExitConfiguration;
    case ErrorCode::Refused: return ExitRefused;
    case ErrorCode::Cancelled: return ExitCancelled;
    default: return ExitFailed;
    }
}

void scrubSecrets(int argc, char **argv)
{
    const std::size_t length = std::strlen(secretOption);
    for (int i = 1; i < argc; ++i) {
        char *value = nullptr;
        if (std::strcmp(argv[i], secretOption) == 0 && i + 1 < argc)
            value = argv[++i];
        else if (std::strncmp(argv[i], secretOption, length) == 0 && argv[i][length] == '=')
            value = argv[i] + length + 1;
        if (value)
            std::fill(value, value + std::strlen(value), 'x');
    }
}

int runCli(std::vector<std::string> arguments, BackupService &service, DaemonHost &daemonHost,
           const CancelToken &cancel, LogLevel usualLevel)
{
    CLI::App app("Lifeboat: backups of live SQLite databases that you can trust", "lifeboat-cli");
    GlobalOptions options;
    declareGlobals(app, options);
    app.require_subcommand(1)->fallthrough();
    app.footer(
        "Exit codes: 0 done, 1 failed, 2 wrong call, 3 configuration, 4 refused for safety, 130 cancelled.\n"
        "Try it without an account: lifeboat-cli demo");

    std::vector<std::pair<CLI::App *, std::unique_ptr<Command>>> commands;
    for (auto &command : allCommands()) {
        CLI::App *sub = place(app, *command);
        sub->fallthrough()->footer("Example:\n  " + command->example());
        command->declare(*sub);
        commands.emplace_back(sub, std::move(command));
    }
    const bool wantsJson = std::find(arguments.cbegin(), arguments.cend(), "--json") != arguments.cend();
    try {
        std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
        app.parse(arguments);
    } catch (const CLI::ParseError &problem) {
        return reportUsage(app, problem, wantsJson);
    }

    installLog(options.debug     ? LogLevel::Debug
               : options.verbose ? LogLevel::Verbose
               : options.quiet   ? LogLevel::Quiet
                                 : usualLevel);
    Terminal terminal({options.json, options.quiet, options.verbose});
    CommandContext context(service, daemonHost, options, terminal, cancel,
                           QProcessEnvironment::systemEnvironment());
    const auto chosen = std::find_if(commands.begin(), commands.end(), [](const auto &entry) {
        return entry.first->parsed() && entry.first->get_subcommands().empty();
    });
    const auto outcome = runRecorded(*chosen->second, context);
    if (!outcome)
        return report(terminal, options.json, outcome.error());
    if (options.json)
        terminal.print(toText(outcome->json));
    else if (!outcome->text.isEmpty())
        terminal.print(outcome->text);
    return outcome->exitCode;
}

} // namespace lifeboat
