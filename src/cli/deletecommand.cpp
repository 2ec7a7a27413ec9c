// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "service/runfacts.h"

#include <QJsonArray>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class DeleteCommand final : public Command
{
public:
    std::string name() const override { return "delete"; }
    std::string summary() const override { return "Delete named backups from the store"; }
    std::string example() const override
    {
        return "lifeboat-cli delete rustresort_20260131_030000.db.enc --yes";
    }
    void declare(CLI::App &app) override
    {
        app.add_option("KEY", m_keys, "Backups to delete")->required();
        app.add_flag("--yes", m_yes, "Do not ask");
        app.add_flag("--even-newest", m_evenNewest, "Allow the newest backup to go");
    }
    std::optional<JobKind> kind() const override { return JobKind::Delete; }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::vector<std::string> m_keys;
    bool m_yes = false;
    bool m_evenNewest = false;
};

Result<Outcome> DeleteCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    QStringList wanted;
    for (const std::string &key : m_keys)
        wanted.append(fromArgument(key));
    const auto preview = context.service().previewDeletion(*profile, wanted, m_evenNewest, context.control());
    if (!preview)
        return fail(preview.error());
    QStringList going;
    for (const BackupEntry &entry : preview->going)
        going.append(entry.key);
    const QString warning = deletionWarning(preview->loss);
    if (!warning.isEmpty())
        context.terminal().warn(warning);
    if (!m_yes) {
        const auto agreed =
            context.terminal().confirm(Text::tr("Delete for good: %1?").arg(going.join(u", "_s)), u"--yes"_s);
        if (!agreed)
            return fail(agreed.error());
    }
    const auto removed = context.service().remove(*profile, going, m_evenNewest, context.control());
    if (!removed)
        return fail(removed.error());
    context.note(factsOf(*removed));
    return Outcome{QJsonObject{{u"removed"_s, QJsonArray::fromStringList(*removed)}},
                   Text::tr("Deleted %1.").arg(removed->join(u", "_s))};
}

} // namespace

std::unique_ptr<Command> makeDeleteCommand()
{
    return std::make_unique<DeleteCommand>();
}

} // namespace lifeboat
