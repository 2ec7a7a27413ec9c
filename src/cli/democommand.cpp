// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/demo.h"
#include "sqlite/sample.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class DemoCommand final : public Command
{
public:
    std::string name() const override { return "demo"; }
    std::string summary() const override
    {
        return "Show a backup and a restore of a live sample database, in a folder";
    }
    std::string example() const override { return "lifeboat-cli demo"; }
    void declare(CLI::App &app) override
    {
        app.add_option("--folder", m_folder, "Where to keep the demonstration (default: in your data folder)")
            ->type_name("DIR");
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::string m_folder;
};

Result<Outcome> DemoCommand::run(CommandContext &context)
{
    QString folder = absolutePath(m_folder);
    if (folder.isEmpty())
        folder = Demo::defaultFolder();
    Demo demo(context.service(), {QCoreApplication::applicationFilePath(), u"demo-writer"_s},
              [&context](const QString &text) { context.terminal().say(text); });
    const auto report = demo.run(folder, context.control());
    if (!report)
        return fail(report.error());
    const QJsonObject json{{u"folder"_s, report->folder},
                           {u"config"_s, report->configFile},
                           {u"restored"_s, report->restored},
                           {u"backups"_s, static_cast<qint64>(report->backups)},
                           {u"commits_during_backup"_s, report->commitsDuringBackup}};
    return Outcome{json,
                   Text::tr("\nEverything is in %1. Go on from here:\n"
                            "  %3 list --config %2\n"
                            "For your own database, see docs/configuration.md.")
                       .arg(report->folder, report->configFile, QCoreApplication::applicationFilePath())};
}

/// The other process of the demonstration: commits until its standard input ends.
class DemoWriterCommand final : public Command
{
public:
    std::string name() const override { return "demo-writer"; }
    std::string summary() const override { return "Write to the sample database until standard input ends"; }
    std::string example() const override { return "lifeboat-cli demo-writer ./rustresort.db"; }
    void declare(CLI::App &app) override
    {
        app.group(""); // not in --help: nobody calls it but the demonstration
        app.add_option("DATABASE", m_database)->required();
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::string m_database;
};

/// A gap between commits: a busy server rather than a stress test, so that the demonstration's file stays
/// small.
constexpr int commitGap = 2; // ms

Result<Outcome> DemoWriterCommand::run(CommandContext &context)
{
    auto writer = SampleWriter::open(absolutePath(m_database));
    if (!writer)
        return fail(writer.error());
    pollfd input{STDIN_FILENO, POLLIN, 0};
    for (qint64 commits = 1; !context.control().cancel.isRequested(); ++commits) {
        if (const auto posted = (*writer)->post(); !posted)
            return fail(posted.error());
        std::printf("%lld\n", static_cast<long long>(commits));
        std::fflush(stdout);
        const int ready = ::poll(&input, 1, commitGap);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            break;
    }
    return Outcome{QJsonObject(), QString()};
}

} // namespace

std::unique_ptr<Command> makeDemoCommand()
{
    return std::make_unique<DemoCommand>();
}

std::unique_ptr<Command> makeDemoWriterCommand()
{
    return std::make_unique<DemoWriterCommand>();
}

} // namespace lifeboat
