// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/priority.h"
#include "service/runfacts.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class DrillCommand final : public Command
{
public:
    std::string name() const override { return "drill"; }
    std::string summary() const override
    {
        return "Restore a backup to a scratch file and hold it against what the database was";
    }
    std::string example() const override { return "lifeboat-cli drill latest"; }
    void declare(CLI::App &app) override
    {
        app.add_option("KEY", m_wanted, "Backup to prove: a key, or \"latest\" (the default)");
    }
    std::optional<JobKind> kind() const override { return JobKind::Drill; }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::string m_wanted;
};

QString textFor(const DrillReport &report)
{
    if (report.problem)
        return Text::tr("FAILED    %1: %2").arg(report.entry.key, report.problem->message);
    const Compared &compared = report.proof.compared;
    QStringList lines{Text::tr("restored  %1 (%2)").arg(report.entry.key, formatBytes(report.databaseSize))};
    lines.append(
        compared.facts
            ? Text::tr("          as it was backed up: schema, and the rows of %n table(s)", nullptr,
                       static_cast<int>(compared.tables))
            : Text::tr("          nothing was recorded with it that its content could be held against"));
    if (compared.assertions > 0)
        lines.append(
            Text::tr("          assertions that hold: %1").arg(static_cast<qint64>(compared.assertions)));
    if (compared.foreignKeyViolations > 0)
        lines.append(Text::tr("          foreign key violations, as backed up: %1")
                         .arg(compared.foreignKeyViolations));
    return lines.join(u'\n');
}

Result<Outcome> DrillCommand::run(CommandContext &context)
{
    lowerPriority(Priority::Background);
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto report = context.service().drill(*profile, fromArgument(m_wanted), context.control());
    if (!report)
        return fail(report.error());
    context.note(factsOf(*report));
    for (const Error &warning : report->warnings)
        context.terminal().warn(describe(warning));
    return Outcome{toJson(*report), textFor(*report), report->problem ? ExitFailed : ExitDone};
}

} // namespace

std::unique_ptr<Command> makeDrillCommand()
{
    return std::make_unique<DrillCommand>();
}

} // namespace lifeboat
