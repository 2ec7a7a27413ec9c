// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/runfacts.h"

#include <QJsonArray>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class VerifyCommand final : public Command
{
public:
    std::string name() const override { return "verify"; }
    std::string summary() const override
    {
        return "Download backups and prove them: tag, checksums, then integrity_check of the opened database";
    }
    std::string example() const override { return "lifeboat-cli verify latest"; }
    void declare(CLI::App &app) override
    {
        app.add_option("KEY", m_wanted, "Backups to verify: keys, or \"latest\" (the default)");
        app.add_flag("--all", m_all, "Verify every generation");
    }
    std::optional<JobKind> kind() const override { return JobKind::Verify; }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::vector<std::string> m_wanted;
    bool m_all = false;
};

QString lineFor(const VerifyReport &report)
{
    if (report.problem)
        return Text::tr("BAD   %1: %2").arg(report.entry.key, report.problem->message);
    QString line = Text::tr("good  %1 (%2)").arg(report.entry.key, formatBytes(report.databaseSize));
    if (!report.checksumCompared)
        line += Text::tr("; no checksum was recorded with it");
    if (report.foreignKeyViolations > 0)
        line += Text::tr("; foreign key violations, as backed up: %1").arg(report.foreignKeyViolations);
    return line;
}

Result<Outcome> VerifyCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    QStringList wanted;
    for (const std::string &name : m_wanted)
        wanted.append(fromArgument(name));
    const auto reports = context.service().verify(*profile, wanted, m_all, context.control());
    if (!reports)
        return fail(reports.error());
    context.note(factsOf(*reports));
    QJsonArray json;
    QStringList lines;
    bool allGood = true;
    for (const VerifyReport &report : *reports) {
        json.append(toJson(report));
        lines.append(lineFor(report));
        allGood = allGood && !report.problem;
    }
    return Outcome{json, lines.join(u'\n'), allGood ? ExitDone : ExitFailed};
}

} // namespace

std::unique_ptr<Command> makeVerifyCommand()
{
    return std::make_unique<VerifyCommand>();
}

} // namespace lifeboat
