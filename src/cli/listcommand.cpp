// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"

#include <QJsonArray>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class ListCommand final : public Command
{
public:
    std::string name() const override { return "list"; }
    std::string summary() const override { return "List the backups of the database, newest first"; }
    std::string example() const override { return "lifeboat-cli list --profile rustresort --json"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

Result<Outcome> ListCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto backups = context.service().list(*profile, context.control());
    if (!backups)
        return fail(backups.error());
    QJsonArray json;
    QStringList lines;
    for (const BackupEntry &entry : *backups) {
        json.append(toJson(entry));
        lines.append(u"%1  %2  %3  %4"_s.arg(
            formatUtc(entry.takenAt), formatBytes(entry.size).rightJustified(9),
            (entry.sealed ? Text::tr("encrypted") : Text::tr("plain")).leftJustified(9), entry.key));
    }
    if (lines.isEmpty())
        lines.append(Text::tr("No backups of %1 yet. \"lifeboat-cli backup\" makes one.")
                         .arg(profile->profile.backupName));
    return Outcome{json, lines.join(u'\n')};
}

} // namespace

std::unique_ptr<Command> makeListCommand()
{
    return std::make_unique<ListCommand>();
}

} // namespace lifeboat
