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

QString proofWords(const std::optional<Proof> &proof)
{
    if (!proof)
        return {};
    return (proof->isRestored() ? Text::tr("proven restorable %1") : Text::tr("RESTORE DRILL FAILED %1"))
        .arg(formatUtc(proof->at));
}

QString lineFor(const BackupEntry &entry, const std::optional<Proof> &proof)
{
    const QString kind = entry.sealed ? Text::tr("encrypted") : Text::tr("plain");
    const QStringList columns{formatUtc(entry.takenAt), formatBytes(entry.size).rightJustified(9),
                              kind.leftJustified(9), entry.key, proofWords(proof)};
    return columns.join(u"  "_s).trimmed();
}

QJsonObject jsonFor(const BackupEntry &entry, const std::optional<Proof> &proof, const QDateTime &confirmed)
{
    QJsonObject json = toJson(entry);
    QJsonValue proven;
    if (proof) {
        QJsonObject told = toJson(*proof);
        told.remove(u"size"_s); // the entry's own
        told.remove(u"last_modified"_s);
        proven = told;
    }
    json.insert(u"proof"_s, proven);
    json.insert(u"unchanged_until"_s, confirmed.isValid() ? formatUtc(confirmed) : QJsonValue());
    return json;
}

Result<Outcome> ListCommand::run(CommandContext &context)
{
    const auto profile = context.loadProfile();
    if (!profile)
        return fail(profile.error());
    const auto backups = context.service().list(*profile, context.control());
    if (!backups)
        return fail(backups.error());
    const auto notes = context.service().notes(*profile, *backups, context.control());
    if (!notes) {
        context.terminal().warn(
            Text::tr("What is written beside the backups cannot be read: %1").arg(describe(notes.error())));
    }
    const QDateTime confirmed = notes ? confirmedAt(*backups, notes->freshness) : QDateTime();
    QJsonArray json;
    QStringList lines;
    for (const BackupEntry &entry : *backups) {
        const bool isProven = notes && notes->proofs.contains(entry.key);
        const auto proof = isProven ? std::optional(notes->proofs.value(entry.key)) : std::nullopt;
        json.append(jsonFor(entry, proof, lines.isEmpty() ? confirmed : QDateTime())); // of the newest
        lines.append(lineFor(entry, proof));
    }
    if (confirmed.isValid())
        lines.append(Text::tr("The newest was still what the database is at %1.").arg(formatUtc(confirmed)));
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
