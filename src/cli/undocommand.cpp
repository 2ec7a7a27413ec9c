// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "engine/putback.h"
#include "service/runfacts.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class UndoCommand final : public Command
{
public:
    std::string name() const override { return "undo"; }
    std::string summary() const override { return "Put back what a restore replaced"; }
    std::string example() const override { return "lifeboat-cli undo --yes"; }
    void declare(CLI::App &app) override
    {
        app.add_option("SAFETY-COPY", m_safetyCopy,
                       "Folder DATABASE.before-restore-… to put back (the newest by default)");
        app.add_flag("--yes", m_yes, "Do not ask before the database is replaced");
        app.add_flag("--live", m_live,
                     "Write into the open database through SQLite instead of swapping files");
    }
    std::optional<JobKind> kind() const override { return JobKind::UndoRestore; }
    Result<Outcome> run(CommandContext &context) override;

private:
    [[nodiscard]] Result<QString> chosen(const QString &database) const;

    std::string m_safetyCopy;
    bool m_yes = false;
    bool m_live = false;
};

Result<QString> UndoCommand::chosen(const QString &database) const
{
    if (!m_safetyCopy.empty())
        return absolutePath(m_safetyCopy);
    const QStringList copies = safetyCopiesOf(realTarget(database));
    if (!copies.isEmpty())
        return copies.constFirst();
    return fail(ErrorCode::NotFound, u"restore.undo"_s,
                Text::tr("There is no safety copy of a restore beside %1.").arg(database),
                Text::tr("Restore a backup instead: \"lifeboat-cli list\" shows them."));
}

Result<Outcome> UndoCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const QString database = profile->profile.databasePath;
    const auto safetyCopy = chosen(database);
    if (!safetyCopy)
        return fail(safetyCopy.error());
    if (!m_yes && QFileInfo::exists(database)) {
        const auto agreed = context.terminal().confirm(
            Text::tr("Replace %1\nby what is kept in %2?\nWhat is there now is kept beside it.")
                .arg(database, *safetyCopy),
            u"--yes"_s);
        if (!agreed)
            return fail(agreed.error());
    }
    UndoOptions options;
    options.target = database;
    options.safetyCopy = *safetyCopy;
    options.live = m_live;
    const auto report = context.service().undoRestore(*profile, options, context.control());
    if (!report)
        return fail(report.error());
    context.note(factsOf(*report));
    for (const Error &warning : report->warnings)
        context.terminal().warn(describe(warning));
    Outcome outcome{toJson(*report), Text::tr("Put %1 back as it was before the restore (%2) in %3.")
                                         .arg(report->target, formatBytes(report->databaseSize),
                                              formatDuration(report->duration))};
    if (!report->safetyCopy.isEmpty())
        outcome.text += u'\n' + Text::tr("What was there before is kept in %1.").arg(report->safetyCopy);
    return outcome;
}

} // namespace

std::unique_ptr<Command> makeUndoCommand()
{
    return std::make_unique<UndoCommand>();
}

} // namespace lifeboat
