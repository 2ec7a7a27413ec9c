// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/keptwords.h"
#include "service/runfacts.h"

#include <QFileInfo>
#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class RestoreCommand final : public Command
{
public:
    std::string name() const override { return "restore"; }
    std::string summary() const override
    {
        return "Put a backup back in the place of the database, keeping a safety copy";
    }
    std::string example() const override { return "lifeboat-cli restore latest --yes"; }
    void declare(CLI::App &app) override
    {
        app.add_option("KEY", m_backup, "Backup to restore: a key, or \"latest\" (the default)");
        app.add_option("--to", m_target, "Restore to this file instead of the profile's database")
            ->type_name("FILE");
        app.add_flag("--yes", m_yes, "Do not ask before an existing database is replaced");
        app.add_flag("--live", m_live,
                     "Write into the open database through SQLite instead of swapping files");
        app.add_option("--stop-command", m_stopCommand,
                       "Shell command to run once the backup is checked, right before the swap")
            ->type_name("CMD");
        app.add_option("--start-command", m_startCommand,
                       "Shell command to run at the end, also when the restore failed")
            ->type_name("CMD");
    }
    std::optional<JobKind> kind() const override { return JobKind::Restore; }
    Result<Outcome> run(CommandContext &context) override;

private:
    Result<void> confirm(CommandContext &context, const BackupEntry &entry, const QString &target) const;

    std::string m_backup;
    std::string m_target;
    std::string m_stopCommand;
    std::string m_startCommand;
    bool m_yes = false;
    bool m_live = false;
};

/// Says what will happen before it happens.
Result<void> RestoreCommand::confirm(CommandContext &context, const BackupEntry &entry,
                                     const QString &target) const
{
    const QFileInfo present(target);
    if (m_yes || !present.exists())
        return {};
    return context.terminal().confirm(
        Text::tr("Replace %1 (%2, changed %3)\nby the backup of %4 (%5 in the store)?\n"
                 "What is there now is kept beside it.")
            .arg(target, formatBytes(present.size()), formatUtc(present.lastModified()),
                 formatUtc(entry.takenAt), formatBytes(entry.size)),
        u"--yes"_s);
}

Result<Outcome> RestoreCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto entry = context.service().find(*profile, fromArgument(m_backup), context.control());
    if (!entry)
        return fail(entry.error());
    RestoreOptions options;
    options.backup = entry->key; // what was confirmed, even if a newer one appears meanwhile
    options.target = absolutePath(m_target);
    options.live = m_live;
    options.commands = {fromArgument(m_stopCommand), fromArgument(m_startCommand)};
    const QString target = options.target.isEmpty() ? profile->profile.databasePath : options.target;
    if (const auto agreed = confirm(context, *entry, target); !agreed)
        return fail(agreed.error());
    const auto report = context.service().restore(*profile, options, context.control());
    if (!report)
        return fail(report.error());
    context.note(factsOf(*report));
    for (const Error &warning : report->warnings)
        context.terminal().warn(describe(warning));
    Outcome outcome{toJson(*report), Text::tr("Restored %1 from %2 (%3) in %4.")
                                         .arg(report->target, report->key, formatBytes(report->databaseSize),
                                              formatDuration(report->duration))};
    if (const QString kept = keptWords(*report, profile->profile.restore); !kept.isEmpty())
        outcome.text += u'\n' + kept;
    if (const auto problem = report->startProblem()) {
        QJsonObject json = outcome.json.toObject();
        json.insert(u"start_error"_s, describe(*problem));
        outcome.json = json;
        outcome.text += u'\n' + describe(*problem);
        outcome.exitCode = ExitFailed;
    }
    return outcome;
}

} // namespace

std::unique_ptr<Command> makeRestoreCommand()
{
    return std::make_unique<RestoreCommand>();
}

} // namespace lifeboat
