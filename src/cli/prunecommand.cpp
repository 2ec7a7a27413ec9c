// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/runfacts.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class PruneCommand final : public Command
{
public:
    std::string name() const override { return "prune"; }
    std::string summary() const override
    {
        return "Remove generations beyond retention_count, never the newest";
    }
    std::string example() const override { return "lifeboat-cli prune --dry-run"; }
    void declare(CLI::App &app) override
    {
        app.add_flag("--dry-run", m_dryRun, "Only say what would be removed");
    }
    std::optional<JobKind> kind() const override
    {
        return m_dryRun ? std::nullopt : std::optional(JobKind::Prune);
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    bool m_dryRun = false;
};

Result<Outcome> PruneCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto report = context.service().prune(*profile, m_dryRun, context.control());
    if (!report)
        return fail(report.error());
    context.note(factsOf(*report));
    QStringList lines;
    for (const QString &key : report->removed)
        lines.append((m_dryRun ? Text::tr("would remove  %1") : Text::tr("removed  %1")).arg(key));
    for (const QString &key : report->keptByLock)
        lines.append(Text::tr("kept by a bucket lock  %1").arg(key));
    lines.append(profile->profile.retentionCount == 0
                     ? Text::tr("Generations kept: %1 (retention_count = 0 keeps all).").arg(report->kept)
                     : Text::tr("Generations kept: %1.").arg(report->kept));
    return Outcome{toJson(*report, m_dryRun), lines.join(u'\n')};
}

} // namespace

std::unique_ptr<Command> makePruneCommand()
{
    return std::make_unique<PruneCommand>();
}

} // namespace lifeboat
