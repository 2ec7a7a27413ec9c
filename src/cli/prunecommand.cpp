// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/runfacts.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class PruneCommand final : public Command
{
public:
    std::string name() const override { return "prune"; }
    std::string summary() const override
    {
        return "Remove generations that the retention rules let go, never the newest";
    }
    std::string example() const override { return "lifeboat-cli prune --dry-run"; }
    void declare(CLI::App &app) override
    {
        app.add_flag("--dry-run", m_dryRun, "Only say what would go, and why the rest stays");
    }
    std::optional<JobKind> kind() const override
    {
        return m_dryRun ? std::nullopt : std::optional(JobKind::Prune);
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    bool m_dryRun = false;
};

/// What goes, then what stays and why; each newest first.
QStringList previewOf(const PruneReport &report, int count)
{
    const QString goes = Text::tr("would go");
    const QString stays = Text::tr("stays");
    const qsizetype width = std::max(goes.size(), stays.size());
    QStringList going;
    QStringList staying;
    for (const PlannedGeneration &each : report.plan.newestFirst) {
        const QStringList columns{(each.stays() ? stays : goes).leftJustified(width),
                                  formatUtc(each.entry.takenAt),
                                  formatBytes(each.entry.size).rightJustified(9), each.entry.key,
                                  reasonWords(each, count).join(u", "_s)};
        (each.stays() ? staying : going).append(columns.join(u"  "_s).trimmed());
    }
    return going + staying;
}

QStringList resultOf(const PruneReport &report)
{
    QStringList lines;
    for (const QString &key : report.removed)
        lines.append(Text::tr("removed  %1").arg(key));
    for (const QString &key : report.keptByLock)
        lines.append(Text::tr("kept by a bucket lock  %1").arg(key));
    return lines;
}

QString summaryOf(const PruneReport &report, const Profile &profile, bool dryRun)
{
    if (profile.retentionCount == 0)
        return Text::tr("Generations kept: %1 (retention_count = 0 keeps all).").arg(report.kept);
    if (report.removed.isEmpty())
        return Text::tr("Generations kept: %1.").arg(report.kept);
    return (dryRun ? Text::tr("Would be removed: %1, %2. Would be kept: %3.")
                   : Text::tr("Removed: %1, %2. Generations kept: %3."))
        .arg(QString::number(report.removed.size()), formatBytes(report.freed), QString::number(report.kept));
}

Result<Outcome> PruneCommand::run(CommandContext &context)
{
    const auto loaded = context.loadProfile();
    if (!loaded)
        return fail(loaded.error());
    PruneOptions options;
    options.dryRun = m_dryRun;
    const auto report = context.service().prune(*loaded, options, context.control());
    if (!report)
        return fail(report.error());
    context.note(factsOf(*report));
    const Profile &profile = loaded->profile;
    if (const qsizetype unclear = report->plan.unclear(); unclear > 0) {
        const QString hint = loaded->secrets.encryptionKey.isEmpty() && profile.encryption.enabled
                                 ? missingKeyHint(profile.encryption)
                                 : Text::tr("A restore drill of a newer backup settles it.");
        context.terminal().warn(Text::tr("Backups that stay because their proofs cannot be relied on: %1. %2")
                                    .arg(unclear)
                                    .arg(hint));
    }
    QStringList lines = m_dryRun ? previewOf(*report, profile.retentionCount) : resultOf(*report);
    lines.append(summaryOf(*report, profile, m_dryRun));
    return Outcome{toJson(*report, m_dryRun), lines.join(u'\n')};
}

} // namespace

std::unique_ptr<Command> makePruneCommand()
{
    return std::make_unique<PruneCommand>();
}

} // namespace lifeboat
