// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/profilefiles.h"

#include "base/text.h"
#include "engine/config/scheduletable.h"
#include "engine/config/tomledit.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <sys/stat.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

/// Tables, one after the other; a table that got no line is left out.
class Writer final
{
public:
    explicit Writer(const QString &comment)
    {
        for (const QString &line : comment.split(u'\n'))
            m_text += u"# "_s + line + u'\n';
    }
    Q_DISABLE_COPY_MOVE(Writer)

    void table(const QString &name) { m_header = u"\n["_s + name + u"]\n"_s; }
    void raw(const QString &key, const QString &value)
    {
        m_text += std::exchange(m_header, QString()) + key + u" = "_s + value + u'\n';
    }
    void boolean(const QString &key, bool value) { raw(key, value ? u"true"_s : u"false"_s); }
    void number(const QString &key, qint64 value) { raw(key, QString::number(value)); }
    void text(const QString &key, const QString &value)
    {
        if (!value.isEmpty())
            raw(key, tomlString(value));
    }

    void texts(const QString &key, const QStringList &values)
    {
        if (!values.isEmpty())
            raw(key, tomlArray(values));
    }
    /// Nothing for the default.
    void flag(const QString &key, bool value, bool standard)
    {
        if (value != standard)
            boolean(key, value);
    }

    [[nodiscard]] QByteArray take() { return std::exchange(m_text, QString()).toUtf8(); }

private:
    QString m_text;
    QString m_header;
};

/// "eu" of account.eu.r2.cloudflarestorage.com.
QString jurisdictionOf(const S3Destination &s3)
{
    const QStringList parts = s3.options.endpoint.host().split(u'.');
    return parts.size() > 4 ? parts.at(1) : QString();
}

void writeStore(Writer &writer, const S3Destination &s3)
{
    const S3Options defaults;
    writer.table(u"cloudflare"_s);
    if (!s3.accountId.isEmpty()) {
        writer.text(u"account_id"_s, s3.accountId);
        writer.text(u"jurisdiction"_s, jurisdictionOf(s3));
    } else {
        writer.text(u"endpoint"_s, s3.options.endpoint.toString());
    }
    if (s3.options.region != defaults.region)
        writer.text(u"region"_s, s3.options.region);
    writer.text(u"r2_access_key_id"_s, s3.accessKeyId);
    if (s3.secretInKeychain)
        writer.boolean(u"secret_in_keychain"_s, true);
    writer.text(u"prefix"_s, s3.keyPrefix.endsWith(u'/') ? s3.keyPrefix.chopped(1) : s3.keyPrefix);
    if (s3.options.pathStyle != defaults.pathStyle)
        writer.boolean(u"path_style"_s, s3.options.pathStyle);
    writer.text(u"ca_file"_s, s3.options.caFile);
    if (s3.options.allowPlainHttp != defaults.allowPlainHttp)
        writer.boolean(u"allow_http"_s, s3.options.allowPlainHttp);
    if (s3.options.contentMd5 != defaults.contentMd5)
        writer.boolean(u"content_md5"_s, s3.options.contentMd5);
    if (s3.options.uploadBytesPerSecond > 0)
        writer.number(u"upload_limit"_s, s3.options.uploadBytesPerSecond);
    if (s3.options.downloadBytesPerSecond > 0)
        writer.number(u"download_limit"_s, s3.options.downloadBytesPerSecond);
}

void writeSchedule(Writer &writer, const Schedule &schedule)
{
    const Schedule defaults;
    QStringList times;
    for (const QTime &time : schedule.times)
        times.append(timeText(time));
    QStringList days;
    for (const Qt::DayOfWeek day : schedule.days)
        days.append(dayText(day));
    writer.table(u"lifeboat.schedule"_s);
    writer.texts(u"at"_s, times);
    writer.texts(u"days"_s, days);
    if (schedule.cron)
        writer.text(u"cron"_s, schedule.cron->text());
    if (schedule.jitter != defaults.jitter)
        writer.number(u"jitter_seconds"_s, schedule.jitter.count());
    writer.flag(u"catch_up"_s, schedule.catchUp, defaults.catchUp);
    writer.flag(u"skip_unchanged"_s, schedule.skipUnchanged, defaults.skipUnchanged);
    if (schedule.holdOnMetered)
        writer.boolean(u"hold_on_metered"_s, *schedule.holdOnMetered);
    if (schedule.holdOnBattery)
        writer.boolean(u"hold_on_battery"_s, *schedule.holdOnBattery);
}

tl::unexpected<Error> cannotWrite(const QString &path, const QFileDevice &file)
{
    const ErrorCode code = file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied
                           : file.error() == QFileDevice::ResourceError  ? ErrorCode::NoSpace
                                                                         : ErrorCode::Io;
    return fail(code, u"profile.write"_s, Text::tr("Cannot write %1: %2.").arg(path, file.errorString()),
                Text::tr("Nothing was changed."));
}

tl::unexpected<Error> notOurs(const QString &path)
{
    return fail(ErrorCode::PermissionDenied, u"profile.write"_s,
                Text::tr("%1 may not be changed by this user.").arg(path),
                Text::tr("Change it as its owner. Nothing was changed."));
}

/// False when the new file cannot be given to the old one's owner, or is no single file.
bool handOver(const QSaveFile &file, const struct stat &before)
{
    if (before.st_nlink != 1)
        return false;
    struct stat now = {};
    if (::fstat(file.handle(), &now) != 0)
        return false;
    const bool same = now.st_uid == before.st_uid && now.st_gid == before.st_gid;
    return (same || ::fchown(file.handle(), before.st_uid, before.st_gid) == 0)
           && ::fchmod(file.handle(), before.st_mode & 07777) == 0;
}

Result<void> overwrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered))
        return notOurs(path);
    const QByteArray before = file.readAll();
    // Longer first, so that a full disk is found out while the old content can still be put back.
    const bool written = file.seek(0) && file.write(content) == content.size() && file.resize(content.size())
                         && ::fsync(file.handle()) == 0;
    if (written)
        return {};
    const auto problem = cannotWrite(path, file);
    if (file.seek(0) && file.write(before) == before.size())
        file.resize(before.size());
    return problem;
}

} // namespace

QByteArray profileText(const Profile &rules, const QString &comment)
{
    const auto *folder = std::get_if<FolderDestination>(&rules.destination);
    const auto *s3 = std::get_if<S3Destination>(&rules.destination);
    Writer writer(comment);
    writer.table(u"database"_s);
    writer.text(u"path"_s, rules.databasePath);
    writer.table(u"storage.backup"_s);
    writer.boolean(u"enabled"_s, rules.schedule.enabled);
    if (s3)
        writer.text(u"bucket"_s, s3->options.bucket);
    writer.number(u"interval_seconds"_s, rules.schedule.interval.count());
    writer.number(u"retention_count"_s, rules.retentionCount);
    writer.table(u"storage.backup.encryption"_s);
    writer.boolean(u"enabled"_s, rules.encryption.enabled);
    if (rules.encryption.keyInKeychain)
        writer.boolean(u"key_in_keychain"_s, true);
    writer.text(u"key_file"_s, rules.encryption.keyFile);
    if (folder) {
        writer.table(u"storage.folder"_s);
        writer.text(u"path"_s, folder->path);
    } else {
        writeStore(writer, *s3);
    }
    writer.table(u"lifeboat"_s);
    writer.text(u"name"_s, rules.backupName);
    writer.text(u"temp_dir"_s, rules.temporaryFolder);
    if (rules.walGrowthLimit != Profile().walGrowthLimit)
        writer.number(u"wal_limit"_s, rules.walGrowthLimit);
    writeSchedule(writer, rules.schedule);
    return writer.take();
}

Result<void> writePrivateFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(ownerOnly)
        && file.write(content) == content.size() && file.commit())
        return {};
    return cannotWrite(path, file);
}

Result<void> makePrivateFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return {};
    const QFileInfo info(path);
    if (QDir().mkpath(info.path()) && QDir(info.path()).mkdir(info.fileName(), ownerOnly | QFile::ExeOwner))
        return {};
    return fail(ErrorCode::PermissionDenied, u"profile.folder"_s,
                Text::tr("Cannot make the folder %1 for profiles.").arg(path));
}

Result<void> replaceContent(const QString &path, const QByteArray &content)
{
    struct stat before = {};
    if (::stat(QFile::encodeName(path).constData(), &before) != 0 || !QFileInfo(path).isWritable())
        return notOurs(path);
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && handOver(file, before)) {
        if (file.write(content) == content.size() && file.commit())
            return {};
        return cannotWrite(path, file);
    }
    file.cancelWriting();
    return overwrite(path, content);
}

} // namespace lifeboat
