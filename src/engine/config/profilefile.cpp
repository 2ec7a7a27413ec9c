// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/profilefile.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "base/text.h"
#include "engine/backupkey.h"
#include "engine/config/alertstable.h"
#include "engine/config/configpaths.h"
#include "engine/config/destinationtables.h"
#include "engine/config/encryptiontable.h"
#include "engine/config/knownkeys.h"
#include "engine/config/ruletables.h"
#include "engine/config/scheduletable.h"
#include "engine/config/tablereader.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 100;

Result<QByteArray> readConfigFile(const QString &path)
{
    const QString operation = u"config.read"_s;
    constexpr qint64 mostBytes = 1 << 20;
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, operation, Text::tr("There is no config file %1.").arg(path),
                    Text::tr("Name one with --config FILE or --profile NAME."));
    if (!info.isFile())
        return fail(ErrorCode::Configuration, operation, Text::tr("%1 is not a file.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.error() == QFileDevice::PermissionsError || !info.isReadable()
                                   ? ErrorCode::PermissionDenied
                                   : ErrorCode::Configuration;
        return fail(code, operation, Text::tr("Cannot open %1: %2.").arg(path, file.errorString()));
    }
    QByteArray content = file.read(mostBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorCode::Configuration, operation,
                    Text::tr("Cannot read %1: %2.").arg(path, file.errorString()));
    if (content.size() > mostBytes)
        return fail(
            ErrorCode::Configuration, operation,
            Text::tr("%1 is over %2, far too large for a config file.").arg(path, formatBytes(mostBytes)));
    return content;
}

bool isBackupName(const QString &name)
{
    static const QRegularExpression shape(
        QRegularExpression::anchoredPattern(u"[A-Za-z0-9._-]{1,%1}"_s.arg(longestName)));
    return shape.match(name).hasMatch() && name != u"." && name != u"..";
}

QString nameFromDatabase(const QString &databasePath)
{
    const QString name = backupNameFor(databasePath);
    return isBackupName(name) ? name : u"database"_s;
}

/// A RustResort server's own file, whose backups the server itself calls rustresort.
bool isRustResort(const TableReader &document)
{
    return (document.has(u"instance"_s) || document.has(u"server"_s)) && document.has(u"database"_s)
           && document.table(u"storage"_s).has(u"backup"_s);
}

QString readBackupName(const TableReader &document, const QString &databasePath)
{
    const QString key = u"name"_s;
    const TableReader own = document.table(u"lifeboat"_s);
    const TableReader cloudflare = document.table(u"cloudflare"_s);
    if (own.has(key) && cloudflare.has(key))
        cloudflare.warn(key, Text::tr("is not used: lifeboat.name is set."));
    const TableReader &stated = own.has(key) ? own : cloudflare;
    if (!stated.has(key))
        return isRustResort(document) ? u"rustresort"_s : nameFromDatabase(databasePath);
    const QString name = stated.text(key).value_or(QString());
    if (!name.isEmpty() && !isBackupName(name))
        stated.fail(key, Text::tr("is %1, expected up to %2 of the characters A-Z a-z 0-9 . _ -")
                             .arg(quoted(name), QString::number(longestName)));
    return name;
}

QString readDatabasePath(const TableReader &document, const ConfigPaths &paths)
{
    const QString key = u"path"_s;
    const TableReader database = document.table(u"database"_s);
    if (database.has(key)) {
        const std::optional<QString> path = database.text(key);
        return path ? paths.resolved(*path) : QString();
    }
    document.report().fail(database.line(),
                           Text::tr("database.path is missing: it says which database to back up."),
                           Text::tr("Add path = \"/path/to/the.db\" under [database]."));
    return {};
}

void readBackupRules(const TableReader &backup, Profile &profile)
{
    constexpr qint64 tenYears = 315'360'000;
    constexpr qint64 mostGenerations = 1'000'000;
    profile.schedule.enabled = backup.boolean(u"enabled"_s, profile.schedule.enabled);
    profile.schedule.interval = std::chrono::seconds(
        backup.integer(u"interval_seconds"_s, profile.schedule.interval.count(), 60, tenYears));
    profile.retentionCount =
        static_cast<int>(backup.integer(u"retention_count"_s, profile.retentionCount, 0, mostGenerations));
}

void readOwnTable(const TableReader &own, const ConfigPaths &paths, LoadedProfile &loaded)
{
    Profile &profile = loaded.profile;
    if (const auto folder = own.text(u"temp_dir"_s, TableReader::Empty::Absent))
        profile.temporaryFolder = paths.resolved(*folder);
    profile.walGrowthLimit = own.size(u"wal_limit"_s, profile.walGrowthLimit, TableReader::Size::Bytes);
    readSchedule(own.table(u"schedule"_s), profile.schedule);
    readAlerts(own.table(u"alerts"_s), loaded);
    readHooks(own.table(u"hooks"_s), profile.hooks);
    readDrill(own.table(u"drill"_s), profile.drill);
    readRetention(own.table(u"retention"_s), profile);
    readUnsent(own.table(u"unsent"_s), profile);
    readRestore(own.table(u"restore"_s), profile.restore);
}

/// Secrets that are spelled out in a file others can read are not secret.
void warnOfOpenFile(const TableReader &document, const QString &path)
{
    const TableReader encryption = document.table(u"storage"_s).table(u"backup"_s).table(u"encryption"_s);
    const bool holdsSecrets =
        document.table(u"cloudflare"_s).isLiteral(u"r2_secret_access_key"_s) || encryption.isLiteral(u"key"_s)
        || document.table(u"lifeboat"_s).table(u"alerts"_s).isLiteral(u"webhook_token"_s);
    constexpr auto others = QFile::ReadGroup | QFile::ReadOther;
    if (holdsSecrets && (QFileInfo(path).permissions() & others))
        document.report().warn(
            0, Text::tr("holds secrets and can be read by other users; chmod 600 mends that."));
}

} // namespace

Result<LoadedProfile> loadProfile(const QString &path, const QProcessEnvironment &environment,
                                  UnreadKey unread)
{
    auto content = readConfigFile(QFileInfo(path).absoluteFilePath());
    if (!content)
        return fail(content.error());
    auto loaded = parseProfile(*content, path, environment, unread);
    wipe(*content);
    return loaded;
}

Result<LoadedProfile> parseProfile(QByteArrayView content, const QString &path,
                                   const QProcessEnvironment &environment, UnreadKey unread)
{
    const QString file = QFileInfo(path).absoluteFilePath();
    const auto tree = parseToml(content, file);
    if (!tree)
        return fail(tree.error());

    ReadReport report(file);
    const ConfigPaths paths(file, environment);
    const TableReader document((*tree)->root(), environment, report);
    const TableReader backup = document.table(u"storage"_s).table(u"backup"_s);
    LoadedProfile loaded;
    Profile &profile = loaded.profile;
    profile.id = QFileInfo(file).completeBaseName();
    profile.configFile = file;
    profile.databasePath = readDatabasePath(document, paths);
    profile.backupName = readBackupName(document, profile.databasePath);
    readBackupRules(backup, profile);
    readEncryption(backup.table(u"encryption"_s), paths, unread, loaded);
    readDestination(document, paths, loaded);
    readOwnTable(document.table(u"lifeboat"_s), paths, loaded);
    if (report.error())
        return fail(*report.error());
    warnOfUnknownKeys((*tree)->root(), report);
    warnOfOpenFile(document, file);
    loaded.warnings = report.warnings();
    return loaded;
}

} // namespace lifeboat
