// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/runfacts.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class DownloadCommand final : public Command
{
public:
    std::string name() const override { return "download"; }
    std::string summary() const override
    {
        return "Save a backup as a proven database file, touching no database";
    }
    std::string example() const override { return "lifeboat-cli download latest --to ./rustresort-copy.db"; }
    void declare(CLI::App &app) override
    {
        app.add_option("KEY", m_backup, "Backup to save: a key, or \"latest\" (the default)");
        app.add_option("--to", m_target, "File to write (default: the key's last part in this folder)")
            ->type_name("FILE");
        app.add_flag("--as-stored", m_asStored,
                     "Save the object's own bytes, encrypted if it is, for \"decrypt\"");
        app.add_flag("--force", m_force, "Overwrite the file");
    }
    std::optional<JobKind> kind() const override { return JobKind::Download; }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::string m_backup;
    std::string m_target;
    bool m_asStored = false;
    bool m_force = false;
};

Result<Outcome> DownloadCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto entry = context.service().find(*profile, fromArgument(m_backup), context.control());
    if (!entry)
        return fail(entry.error());
    QString target = absolutePath(m_target);
    if (target.isEmpty()) {
        QString file = entry->key.section(u'/', -1);
        if (!m_asStored && file.endsWith(u".enc"))
            file.chop(4);
        target = QFileInfo(file).absoluteFilePath();
    }
    const auto saved =
        context.service().download(*profile, entry->key, target, m_asStored, m_force, context.control());
    if (!saved)
        return fail(saved.error());
    RunFacts facts = factsOf(*saved);
    facts.backupKey = entry->key;
    context.note(facts);
    return Outcome{toJson(*saved),
                   Text::tr("Saved %1 as %2 (%3).").arg(entry->key, saved->path, formatBytes(saved->size))};
}

} // namespace

std::unique_ptr<Command> makeDownloadCommand()
{
    return std::make_unique<DownloadCommand>();
}

} // namespace lifeboat
