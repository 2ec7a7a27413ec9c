// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/keptwords.h"
#include "engine/putback.h"
#include "service/runfacts.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

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
        auto *safetyCopy = app.add_option("SAFETY-COPY", m_safetyCopy,
                                          "What to put back, as --list names it (the newest by default)");
        auto *live = app.add_flag("--live", m_live,
                                  "Write into the open database through SQLite instead of swapping files");
        auto *list = app.add_flag("--list", m_list, "Only list what restores have replaced, newest first");
        app.add_option("--remove", m_removed, "Delete this for good instead, to free its room")
            ->type_name("SAFETY-COPY")
            ->excludes(safetyCopy)
            ->excludes(live)
            ->excludes(list);
        app.add_flag("--yes", m_yes, "Do not ask before the database is replaced, or something is deleted");
        list->excludes(safetyCopy)->excludes(live);
    }
    std::optional<JobKind> kind() const override
    {
        return m_list || !m_removed.empty() ? std::nullopt : std::optional(JobKind::UndoRestore);
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    [[nodiscard]] Result<QString> chosen(const QString &database) const;
    [[nodiscard]] Result<Outcome> list(const CommandContext &context, const LoadedProfile &profile) const;
    [[nodiscard]] Result<Outcome> remove(const CommandContext &context, const LoadedProfile &profile) const;

    std::string m_safetyCopy;
    std::vector<std::string> m_removed;
    bool m_list = false;
    bool m_yes = false;
    bool m_live = false;
};

/// A folder of any place can be named by its path: what is in it is copied, and stays.
Result<QString> UndoCommand::chosen(const QString &database) const
{
    const auto copy = findSafetyCopy(realTarget(database), fromArgument(m_safetyCopy));
    if (copy)
        return copy->folder;
    if (m_safetyCopy.find('/') != std::string::npos || QFileInfo::exists(absolutePath(m_safetyCopy)))
        return absolutePath(m_safetyCopy);
    return fail(copy.error());
}

QString lineFor(const SafetyCopyInfo &copy, const RestoreSettings &rule)
{
    const auto until = keptUntil(copy, rule);
    QStringList columns{formatUtc(copy.replacedAt), formatBytes(copy.size).rightJustified(9),
                        stateWords(copy),
                        until ? Text::tr("kept until %1").arg(formatUtc(*until)) : Text::tr("kept for ever"),
                        QFileInfo(copy.folder).fileName()};
    if (!copy.obstacle.isEmpty())
        columns[3] = copy.obstacle;
    return columns.join(u"  "_s);
}

Result<Outcome> UndoCommand::list(const CommandContext &context, const LoadedProfile &profile) const
{
    QJsonArray json;
    QStringList lines;
    for (const SafetyCopyInfo &copy : context.service().safetyCopies(profile)) {
        json.append(toJson(copy, profile.profile.restore));
        lines.append(lineFor(copy, profile.profile.restore));
    }
    if (lines.isEmpty())
        lines.append(
            Text::tr("There is no safety copy of a restore beside %1.").arg(profile.profile.databasePath));
    return Outcome{json, lines.join(u'\n')};
}

Result<Outcome> UndoCommand::remove(const CommandContext &context, const LoadedProfile &profile) const
{
    QStringList names;
    for (const std::string &name : m_removed) {
        const auto copy = findSafetyCopy(realTarget(profile.profile.databasePath), fromArgument(name));
        if (!copy)
            return fail(copy.error());
        names.append(copy->folder);
    }
    if (!m_yes) {
        const auto agreed =
            context.terminal().confirm(Text::tr("Delete for good: %1?").arg(names.join(u", "_s)), u"--yes"_s);
        if (!agreed)
            return fail(agreed.error());
    }
    const auto removed = context.service().removeSafetyCopies(profile, names, context.control());
    if (!removed)
        return fail(removed.error());
    return Outcome{QJsonObject{{u"removed"_s, QJsonArray::fromStringList(*removed)}},
                   Text::tr("Deleted %1.").arg(removed->join(u", "_s))};
}

Result<Outcome> UndoCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    if (m_list)
        return list(context, *profile);
    if (!m_removed.empty())
        return remove(context, *profile);
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
    if (const QString kept = keptWords(*report, profile->profile.restore); !kept.isEmpty())
        outcome.text += u'\n' + kept;
    return outcome;
}

} // namespace

std::unique_ptr<Command> makeUndoCommand()
{
    return std::make_unique<UndoCommand>();
}

} // namespace lifeboat
