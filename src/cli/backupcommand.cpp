// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/backupifchanged.h"
#include "service/priority.h"
#include "service/runfacts.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class BackupCommand final : public Command
{
public:
    std::string name() const override { return "backup"; }
    std::string summary() const override
    {
        return "Back up the database now, then remove expired generations";
    }
    std::string example() const override
    {
        return "lifeboat-cli backup --config /etc/rustresort/config.toml";
    }
    void declare(CLI::App &app) override
    {
        app.add_flag("--if-changed", m_ifChanged,
                     "Upload nothing while the newest backup is what the database still is");
    }
    std::optional<JobKind> kind() const override { return JobKind::Backup; }
    Result<Outcome> run(CommandContext &context) override;

private:
    bool m_ifChanged = false;
};

QString outcomeOf(const LoadedProfile &profile, const BackupReport &report)
{
    const QString database = profile.profile.databasePath;
    if (report.unchanged && report.sentLate.contains(report.key))
        return Text::tr("%1 still is what %2 holds.").arg(database, report.key);
    if (report.unchanged)
        return Text::tr("%1 still is what %2 holds. Nothing was uploaded.").arg(database, report.key);
    return Text::tr("Backed up %1 as %2 (%3%4) in %5.")
        .arg(database, report.key, formatBytes(report.size),
             report.sealed ? Text::tr(", encrypted") : QString(), formatDuration(report.duration));
}

QString textFor(const LoadedProfile &profile, const BackupReport &report)
{
    QString text = outcomeOf(profile, report);
    if (!report.sentLate.isEmpty())
        text += u'\n' + Text::tr("Uploaded what was kept here: %1").arg(report.sentLate.join(u", "_s));
    if (!report.prune.removed.isEmpty())
        text += u'\n' + Text::tr("Removed expired: %1").arg(report.prune.removed.join(u", "_s));
    if (!report.prune.keptByLock.isEmpty())
        text += u'\n' + Text::tr("Kept by a bucket lock: %1").arg(report.prune.keptByLock.join(u", "_s));
    return text;
}

Result<Outcome> BackupCommand::run(CommandContext &context)
{
    lowerPriority(Priority::Background); // the database's own server comes first
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto report =
        m_ifChanged ? backUpIfChanged(context.service(), *profile, ScheduleLedger(), context.control())
                    : context.service().backUp(*profile, context.control());
    if (!report)
        return fail(report.error());
    context.note(factsOf(*report));
    if (report->pruneProblem) {
        context.terminal().warn(Text::tr("The backup is safe, but old generations could not be removed: %1")
                                    .arg(describe(*report->pruneProblem)));
    }
    for (const Error &warning : report->warnings)
        context.terminal().warn(describe(warning));
    Outcome outcome;
    outcome.text = textFor(*profile, *report);
    QJsonObject json = toJson(*report);
    if (const RequestMeter *meter = context.service().stores().meter()) {
        json.insert(u"class_a_requests"_s, meter->classA.load());
        json.insert(u"class_b_requests"_s, meter->classB.load());
    }
    outcome.json = json;
    return outcome;
}

} // namespace

std::unique_ptr<Command> makeBackupCommand()
{
    return std::make_unique<BackupCommand>();
}

} // namespace lifeboat
