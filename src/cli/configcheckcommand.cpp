// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "engine/config/globalsettings.h"
#include "engine/retention.h"
#include "engine/schedulewords.h"
#include "service/profilereach.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class ConfigCheckCommand final : public Command
{
public:
    std::string name() const override { return "config check"; }
    std::string summary() const override
    {
        return "Read the configuration and say what it means, touching nothing else";
    }
    std::string example() const override { return "lifeboat-cli config check --config ./config.toml"; }
    void declare(CLI::App &) override {}
    Result<Outcome> run(CommandContext &context) override;
};

QString describeDestination(const Profile &profile)
{
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        return Text::tr("folder %1").arg(folder->path);
    const auto &s3 = std::get<S3Destination>(profile.destination);
    return Text::tr("bucket %1 at %2").arg(s3.options.bucket, s3.options.endpoint.toString());
}

QJsonObject jsonOf(const RetentionRules &rules)
{
    QJsonObject json{{u"verified"_s, rules.verified}};
    for (const PeriodRule &rule : periodRules())
        json.insert(rule.key, rules.*rule.number);
    return json;
}

/// Bytes of sealed backups that may wait on this machine.
qint64 unsentLimit(const Profile &profile)
{
    return profile.unsent.keep && profile.encryption.enabled ? profile.unsent.limit : 0;
}

QString describeUnsent(const Profile &profile)
{
    if (profile.unsent.keep && !profile.encryption.enabled)
        return Text::tr("not kept, as encryption is off");
    return profile.unsent.keep ? Text::tr("kept here, up to %1").arg(formatBytes(profile.unsent.limit))
                               : Text::tr("not kept");
}

QJsonObject commandsJson(const Profile &profile)
{
    QJsonObject json;
    for (const ProfileCommand &entry : commandsOf(profile))
        json.insert(entry.key, entry.command);
    return json;
}

QJsonObject jsonOf(const Profile &profile)
{
    return {{u"file"_s, profile.configFile},
            {u"database"_s, profile.databasePath},
            {u"name"_s, profile.backupName},
            {u"destination"_s, describeDestination(profile)},
            {u"enabled"_s, profile.schedule.enabled},
            {u"schedule"_s, describeSchedule(profile.schedule)},
            {u"interval_seconds"_s, static_cast<qint64>(profile.schedule.interval.count())},
            {u"retention_count"_s, profile.retentionCount},
            {u"retention"_s, jsonOf(profile.retention)},
            {u"encrypted"_s, profile.encryption.enabled},
            {u"unsent_limit"_s, unsentLimit(profile)},
            {u"commands"_s, commandsJson(profile)},
            {u"alerts"_s, QJsonArray::fromStringList(alertPlaces(profile.alerts))}};
}

QStringList linesOf(const Profile &profile)
{
    QStringList lines{
        Text::tr("file         %1").arg(profile.configFile),
        Text::tr("database     %1").arg(profile.databasePath),
        Text::tr("backups as   %1backups/%2_YYYYMMDD_HHMMSS.db%3")
            .arg(profile.keyPrefix(), profile.backupName, profile.encryption.enabled ? u".enc"_s : QString()),
        Text::tr("destination  %1").arg(describeDestination(profile)),
        Text::tr("schedule     %1").arg(describeSchedule(profile.schedule)),
        Text::tr("keeps        %1").arg(describeRetention(profile.retentionCount, profile.retention)),
        Text::tr("encryption   %1").arg(profile.encryption.enabled ? Text::tr("on") : Text::tr("off")),
        Text::tr("unsent ones  %1").arg(describeUnsent(profile)),
    };
    for (const QString &place : alertPlaces(profile.alerts))
        lines += Text::tr("alerts       %1").arg(place);
    for (const ProfileCommand &entry : commandsOf(profile))
        lines += Text::tr("runs %1: %2", "before a backup, command").arg(entry.when, escaped(entry.command));
    return lines;
}

Result<Outcome> ConfigCheckCommand::run(CommandContext &context)
{
    const auto loaded = context.loadProfile(); // its warnings go to standard error
    if (!loaded)
        return fail(loaded.error());
    // What is wrong with these is logged at the start of every command. Here it counts.
    const QString settingsFile = globalSettingsFile(context.environment());
    const auto settings = loadGlobalSettings(settingsFile, context.environment());
    if (!settings)
        return fail(settings.error());
    QJsonObject json = jsonOf(loaded->profile);
    QStringList lines = linesOf(loaded->profile);
    const bool hasSettings = QFile::exists(settingsFile);
    json.insert(u"settings_file"_s, hasSettings ? QJsonValue(settingsFile) : QJsonValue());
    json.insert(u"warnings"_s, QJsonArray::fromStringList(loaded->warnings + settings->warnings));
    if (hasSettings)
        lines.append(Text::tr("settings     %1").arg(settingsFile));
    return Outcome{json, lines.join(u'\n')};
}

} // namespace

std::unique_ptr<Command> makeConfigCheckCommand()
{
    return std::make_unique<ConfigCheckCommand>();
}

} // namespace lifeboat
