// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/globalsettings.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/config/bytesize.h"
#include "engine/config/profilefile.h"
#include "engine/config/tablereader.h"
#include "engine/config/tomledit.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto general = "general"_L1;
constexpr auto notifications = "notifications"_L1;
constexpr auto network = "network"_L1;
constexpr auto apiTable = "api"_L1;

const QStringList &languages()
{
    static const QStringList all{u"system"_s, u"en"_s, u"de"_s, u"ja"_s};
    return all;
}

/// In the order of LogLevel, whose first, Quiet, is for the command line alone.
const QStringList &logLevels()
{
    static const QStringList all{u"normal"_s, u"verbose"_s, u"debug"_s};
    return all;
}

QString nameOf(LogLevel level)
{
    return logLevels().value(static_cast<int>(level) - static_cast<int>(LogLevel::Normal), u"normal"_s);
}

QString toml(bool value)
{
    return value ? u"true"_s : u"false"_s;
}

QString toml(const QStringList &texts)
{
    QStringList quotedTexts;
    for (const QString &text : texts)
        quotedTexts.append(tomlString(text));
    return u'[' + quotedTexts.join(u", ") + u']';
}

QString tomlRate(qint64 bytesPerSecond)
{
    return bytesPerSecond == 0 ? u"0"_s : tomlString(exactByteSize(bytesPerSecond) + u"/s"_s);
}

/// Every key there is, as the file would have it for `settings`.
QList<TomlEdit> written(const GlobalSettings &settings)
{
    const QString language = settings.language.isEmpty() ? languages().constFirst() : settings.language;
    return {
        {general, u"language"_s, tomlString(language)},
        {general, u"log_level"_s, tomlString(nameOf(settings.logLevel))},
        {general, u"kit_reminder_months"_s, QString::number(settings.kitReminderMonths)},
        {general, u"close_to_tray"_s, toml(settings.closeToTray)},
        {general, u"start_minimised"_s, toml(settings.startMinimised)},
        {general, u"history_days"_s, QString::number(settings.historyDays)},
        {notifications, u"failure"_s, toml(settings.notifyFailure)},
        {notifications, u"stale"_s, toml(settings.notifyStale)},
        {notifications, u"success"_s, toml(settings.notifySuccess)},
        {network, u"upload_limit"_s, tomlRate(settings.uploadBytesPerSecond)},
        {network, u"download_limit"_s, tomlRate(settings.downloadBytesPerSecond)},
        {network, u"hold_on_metered"_s, toml(settings.holdOnMetered)},
        {network, u"hold_on_battery"_s, toml(settings.holdOnBattery)},
        {apiTable, u"listen"_s, tomlString(settings.api.listen)},
        {apiTable, u"allow_remote"_s, toml(settings.api.allowRemote)},
        {apiTable, u"token_file"_s, tomlString(settings.api.tokenFile)},
        {apiTable, u"hosts"_s, toml(settings.api.hosts)},
    };
}

/// One of `choices`, by its place there; 0 when the file leaves it open.
int choice(const TableReader &table, const QString &key, const QStringList &choices)
{
    const std::optional<QString> text = table.text(key);
    if (!text)
        return 0;
    const auto index = static_cast<int>(choices.indexOf(*text));
    if (index < 0)
        table.fail(key, Text::tr("is %1, expected one of %2.").arg(quoted(*text), choices.join(u", ")));
    return std::max(0, index);
}

void readGeneral(const TableReader &table, GlobalSettings &settings)
{
    if (const int language = choice(table, u"language"_s, languages()); language > 0)
        settings.language = languages().at(language);
    settings.logLevel = static_cast<LogLevel>(static_cast<int>(LogLevel::Normal)
                                              + choice(table, u"log_level"_s, logLevels()));
    settings.kitReminderMonths = static_cast<int>(table.integer(
        u"kit_reminder_months"_s, settings.kitReminderMonths, 0, GlobalSettings::mostReminderMonths));
    settings.closeToTray = table.boolean(u"close_to_tray"_s, settings.closeToTray);
    settings.startMinimised = table.boolean(u"start_minimised"_s, settings.startMinimised);
    settings.historyDays =
        static_cast<int>(table.integer(u"history_days"_s, settings.historyDays,
                                       GlobalSettings::leastHistoryDays, GlobalSettings::mostHistoryDays));
}

void readNotifications(const TableReader &table, GlobalSettings &settings)
{
    settings.notifyFailure = table.boolean(u"failure"_s, settings.notifyFailure);
    settings.notifyStale = table.boolean(u"stale"_s, settings.notifyStale);
    settings.notifySuccess = table.boolean(u"success"_s, settings.notifySuccess);
}

void readNetwork(const TableReader &table, GlobalSettings &settings)
{
    const auto rate = [&table](const QString &key) {
        return table.size(key, 0, TableReader::Size::BytesPerSecond);
    };
    settings.uploadBytesPerSecond = rate(u"upload_limit"_s);
    settings.downloadBytesPerSecond = rate(u"download_limit"_s);
    settings.holdOnMetered = table.boolean(u"hold_on_metered"_s, settings.holdOnMetered);
    settings.holdOnBattery = table.boolean(u"hold_on_battery"_s, settings.holdOnBattery);
}

ApiSettings readApi(const TableReader &table)
{
    ApiSettings api;
    const QString listen = u"listen"_s;
    api.listen = table.text(listen, TableReader::Empty::Absent).value_or(QString()).trimmed();
    api.allowRemote = table.boolean(u"allow_remote"_s, false);
    api.tokenFile = table.text(u"token_file"_s, TableReader::Empty::Absent).value_or(QString());
    api.hosts = table.texts(u"hosts"_s);
    if (const auto address = parseListenAddress(api.listen); !api.listen.isEmpty() && !address)
        table.fail(listen, Text::tr("is %1, expected an address and a port such as \"127.0.0.1:8737\".")
                               .arg(quoted(api.listen)));
    else if (address && !address->isLoopback && !api.allowRemote)
        table.fail(listen,
                   Text::tr("is %1, which other machines may reach, and allow_remote is not true.")
                       .arg(quoted(api.listen)),
                   Text::tr("Listen on 127.0.0.1, or set allow_remote = true. The token then crosses the "
                            "network unencrypted unless a proxy with TLS stands in front."));
    for (const QString &host : std::as_const(api.hosts)) {
        if (!isHostName(host))
            table.fail(u"hosts"_s,
                       Text::tr("holds %1, expected host names without a port.").arg(quoted(host)));
    }
    return api;
}

void warnOfUnknown(const TomlNode &node, const QString &name, const QStringList &known, ReadReport &report)
{
    const QString nearest = nearestWord(node.key, known);
    report.warn(node.line,
                nearest.isEmpty()
                    ? Text::tr("%1 is nothing Lifeboat reads here.").arg(name)
                    : Text::tr("%1 is nothing Lifeboat reads here; did you mean \"%2\"?").arg(name, nearest));
}

void warnOfUnknown(const TomlNode &root, ReadReport &report)
{
    const QList<TomlEdit> known = written({});
    const QStringList tables{general, notifications, network, apiTable};
    for (const TomlNode &table : root.children) {
        if (!tables.contains(table.key)) {
            warnOfUnknown(table, table.key, tables, report);
            continue;
        }
        QStringList keys;
        for (const TomlEdit &each : known) {
            if (each.table == table.key)
                keys.append(each.key);
        }
        for (const TomlNode &node : table.children) {
            if (!keys.contains(node.key))
                warnOfUnknown(node, table.key + u'.' + node.key, keys, report);
        }
    }
}

} // namespace

QString globalSettingsFile(const QProcessEnvironment &environment)
{
    return globalSettingsFile(profileFolder(environment));
}

QString globalSettingsFile(const QString &profileFolder)
{
    return QDir::cleanPath(profileFolder + u"/../lifeboat.toml"_s);
}

Result<LoadedGlobalSettings> loadGlobalSettings(const QString &file, const QProcessEnvironment &environment)
{
    QFile content(file);
    if (!content.exists())
        return LoadedGlobalSettings{};
    constexpr qint64 mostBytes = 1 << 20;
    if (!content.open(QIODevice::ReadOnly) || content.size() > mostBytes)
        return fail(ErrorCode::PermissionDenied, u"settings.read"_s,
                    Text::tr("Cannot read %1: %2.").arg(file, content.errorString()));
    return parseGlobalSettings(content.readAll(), file, environment);
}

GlobalSettings globalSettingsOrDefaults(const QString &file)
{
    return loadGlobalSettings(file, QProcessEnvironment::systemEnvironment())
        .value_or(LoadedGlobalSettings())
        .settings;
}

Result<LoadedGlobalSettings> parseGlobalSettings(QByteArrayView content, const QString &file,
                                                 const QProcessEnvironment &environment)
{
    const auto tree = parseToml(content, file);
    if (!tree)
        return fail(tree.error());
    ReadReport report(file);
    const TableReader document((*tree)->root(), environment, report);
    LoadedGlobalSettings loaded;
    readGeneral(document.table(general), loaded.settings);
    readNotifications(document.table(notifications), loaded.settings);
    readNetwork(document.table(network), loaded.settings);
    loaded.settings.api = readApi(document.table(apiTable));
    if (report.error())
        return fail(*report.error());
    warnOfUnknown((*tree)->root(), report);
    loaded.warnings = report.warnings();
    return loaded;
}

Result<void> checkGlobalSettings(const GlobalSettings &settings, const QProcessEnvironment &environment)
{
    const auto content = editGlobalSettings({}, {}, settings, {});
    if (!content)
        return fail(content.error());
    if (const auto reads = parseGlobalSettings(*content, {}, environment); !reads)
        return fail(reads.error());
    return {};
}

QStringList globalSettingKeys()
{
    QStringList keys;
    for (const TomlEdit &each : written({}))
        keys.append(each.table + u'.' + each.key);
    return keys;
}

Result<QByteArray> editGlobalSettings(const QByteArray &content, const GlobalSettings &before,
                                      const GlobalSettings &after, const QString &file)
{
    const QList<TomlEdit> old = written(before);
    QList<TomlEdit> edits = written(after);
    erase_if(edits, [&old](const TomlEdit &edit) {
        return std::ranges::any_of(old, [&edit](const TomlEdit &other) {
            return other.table == edit.table && other.key == edit.key && other.toml == edit.toml;
        });
    });
    return editToml(content, edits, file);
}

} // namespace lifeboat
