// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/safetycopies.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"
#include "sqlite/safetycopy.h"
#include "sqlite/swapjournal.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"restore.safety-copies"_s;
constexpr qsizetype longestFindings = 16 * 1024;
constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// Hidden, and of no name that a restore or an undo would look at.
QString removedName(const QString &databaseName, const QString &time)
{
    return u'.' + databaseName + u".lifeboat-removed-"_s + time;
}

/// "20260131_090507" of the name of a safety copy of `database`, or nothing.
QString timeIn(const QString &name, const QString &database)
{
    static const QRegularExpression time(QRegularExpression::anchoredPattern(u"\\d{8}_\\d{6}"_s));
    const QString start = QFileInfo(database).fileName() + safetyCopyMark();
    return name.startsWith(start) && time.match(name.sliced(start.size())).hasMatch()
               ? name.sliced(start.size())
               : QString();
}

struct Contents
{
    qint64 size = 0;
    QString stranger; ///< a name that does not belong there
    std::optional<struct stat> database;
    int error = 0; ///< errno of reading the folder
};

Contents contentsOf(int folder, const QString &databaseName)
{
    Contents contents;
    const std::unique_ptr<DIR, int (*)(DIR *)> entries(::fdopendir(::fcntl(folder, F_DUPFD_CLOEXEC, 0)),
                                                       ::closedir);
    if (!entries) {
        contents.error = errno;
        return contents;
    }
    const QStringList ours = safetyCopyFiles(databaseName);
    ::rewinddir(entries.get()); // its place is shared with whoever read the folder before
    while (const dirent *entry = ::readdir(entries.get())) {
        const QString name = QFile::decodeName(entry->d_name);
        if (name == u'.' || name == u"..")
            continue;
        struct stat status
        {
        };
        const bool isFile =
            ::fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
        if (!isFile || !ours.contains(name))
            contents.stranger = name;
        else if (name == databaseName)
            contents.database = status;
        contents.size += isFile ? status.st_size : 0;
    }
    return contents;
}

/// The database's own file as it was when it was looked at: whoever writes to it makes the findings void.
QJsonObject stampOf(const struct stat &database)
{
    const qint64 written = database.st_mtim.tv_sec * qint64(1'000'000'000) + database.st_mtim.tv_nsec;
    return {{u"size"_s, QString::number(database.st_size)}, {u"written"_s, QString::number(written)}};
}

SafetyFindings findingsIn(int folder, const QString &databaseName, const Contents &contents)
{
    const QByteArray name = QFile::encodeName(findingsFile(databaseName));
    const int descriptor = ::openat(folder, name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    QByteArray text(longestFindings, Qt::Uninitialized);
    const ssize_t size =
        descriptor < 0 ? -1 : ::read(descriptor, text.data(), static_cast<std::size_t>(text.size()));
    if (descriptor >= 0)
        ::close(descriptor);
    text.truncate(std::max<ssize_t>(size, 0));
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    if (json[u"version"].toInt() != 1 || !contents.database
        || json[u"database"] != stampOf(*contents.database))
        return {};
    SafetyFindings findings;
    for (const auto verdict : {SafetyFindings::Verdict::Sound, SafetyFindings::Verdict::Damaged}) {
        if (json[u"verdict"].toString() == verdictName(verdict))
            findings.verdict = verdict;
    }
    findings.problem = json[u"problem"].toString();
    findings.replacedBySound = json[u"replaced_by_sound"].toBool();
    return findings;
}

QString obstacleIn(const Contents &contents)
{
    if (contents.error != 0)
        return Text::tr("It cannot be read: %1.").arg(qt_error_string(contents.error));
    if (!contents.stranger.isEmpty())
        return Text::tr("It holds %1, which no restore has put there.").arg(quoted(contents.stranger));
    return {};
}

SafetyCopyInfo look(const QString &folder, const QString &time, const QString &databaseName)
{
    SafetyCopyInfo info;
    info.folder = folder;
    info.replacedAt = QDateTime::fromString(time, u"yyyyMMdd_HHmmss"_s);
    info.replacedAt.setTimeZone(QTimeZone::utc());
    const Descriptor descriptor(folder, folderFlags);
    if (!descriptor.isOpen()) {
        info.obstacle = descriptor.error() == ENOTDIR || descriptor.error() == ELOOP
                            ? Text::tr("It is a link, or no folder.")
                            : Text::tr("It cannot be read: %1.").arg(qt_error_string(descriptor.error()));
        return info;
    }
    const Contents contents = contentsOf(descriptor.number(), databaseName);
    info.size = contents.size;
    info.hasDatabase = contents.database.has_value();
    info.obstacle = obstacleIn(contents);
    if (!info.replacedAt.isValid() && info.obstacle.isEmpty())
        info.obstacle = Text::tr("Its name holds no time.");
    info.findings = findingsIn(descriptor.number(), databaseName, contents);
    return info;
}

/// Only names of ours are removed, one by one: a stranger's file keeps the folder.
int dismantle(int parent, const QString &name, const QString &databaseName)
{
    const QByteArray path = QFile::encodeName(name);
    const int folder = ::openat(parent, path.constData(), folderFlags);
    if (folder < 0)
        return errno == ENOENT ? 0 : errno;
    int number = 0;
    for (const QString &file : safetyCopyFiles(databaseName)) {
        if (::unlinkat(folder, QFile::encodeName(file).constData(), 0) != 0 && errno != ENOENT)
            number = errno;
    }
    ::close(folder);
    if (number == 0 && ::unlinkat(parent, path.constData(), AT_REMOVEDIR) != 0 && errno != ENOENT)
        number = errno;
    return number;
}

Result<void> refuse(const QString &folder, const QString &why)
{
    return fail(ErrorCode::Refused, operation, Text::tr("%1 is not removed. %2").arg(quoted(folder), why),
                Text::tr("Look into it, and remove it yourself if you do not need it."));
}

} // namespace

QString verdictName(SafetyFindings::Verdict verdict)
{
    switch (verdict) {
    case SafetyFindings::Verdict::Unchecked: return u"unchecked"_s;
    case SafetyFindings::Verdict::Sound: return u"checked"_s;
    case SafetyFindings::Verdict::Damaged: return u"damaged"_s;
    }
    return {};
}

QList<SafetyCopyInfo> findSafetyCopies(const QString &database)
{
    const QFileInfo info(database);
    QList<SafetyCopyInfo> copies;
    for (const QString &name :
         info.dir().entryList(QDir::AllEntries | QDir::Hidden | QDir::System, QDir::Name | QDir::Reversed)) {
        if (const QString time = timeIn(name, database); !time.isEmpty())
            copies += look(info.absolutePath() + u'/' + name, time, info.fileName());
    }
    return copies;
}

Result<void> keepFindings(const QString &database, const QString &folder, const SafetyFindings &findings)
{
    const QString databaseName = QFileInfo(database).fileName();
    const QString path = folder + u'/' + findingsFile(databaseName);
    const Descriptor place(folder, folderFlags);
    const Contents contents = place.isOpen() ? contentsOf(place.number(), databaseName) : Contents();
    if (!contents.database)
        return fail(systemError(ENOENT, operation, Text::tr("Cannot write %1").arg(quoted(path))));
    const QByteArray text = QJsonDocument(QJsonObject{{u"version"_s, 1},
                                                      {u"database"_s, stampOf(*contents.database)},
                                                      {u"verdict"_s, verdictName(findings.verdict)},
                                                      {u"problem"_s, findings.problem},
                                                      {u"replaced_by_sound"_s, findings.replacedBySound}})
                                .toJson(QJsonDocument::Compact);
    // Half of it says nothing, and is written anew.
    const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    const int number = file.isOpen() ? file.writeAll(text) : file.error();
    if (number != 0)
        return fail(systemError(number, operation, Text::tr("Cannot write %1").arg(quoted(path))));
    return {};
}

Result<void> removeSafetyCopy(const QString &database, const QString &folder)
{
    const QFileInfo info(database);
    const QString name = QFileInfo(folder).fileName();
    const QString time = timeIn(name, database);
    if (time.isEmpty() || QFileInfo(folder).absolutePath() != info.absolutePath())
        return refuse(folder, Text::tr("It is no safety copy of %1.").arg(quoted(database)));
    if (::access(QFile::encodeName(folder).constData(), F_OK) != 0 && errno == ENOENT) {
        return fail(ErrorCode::NotFound, operation,
                    Text::tr("There is no safety copy %1.").arg(quoted(folder)),
                    Text::tr("\"lifeboat-cli undo --list\" shows those there are."));
    }
    if (const SafetyCopyInfo found = look(folder, time, info.fileName()); !found.obstacle.isEmpty())
        return refuse(folder, found.obstacle);
    const Descriptor parent(info.absolutePath(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const QString removed = removedName(info.fileName(), time);
    int number = parent.isOpen() ? 0 : parent.error();
    // On the disk before the first file goes: else a power failure could bring the name back without them.
    if (number == 0
        && (::renameat(parent.number(), QFile::encodeName(name).constData(), parent.number(),
                       QFile::encodeName(removed).constData())
                != 0
            || ::fsync(parent.number()) != 0))
        number = errno;
    if (number == 0)
        number = dismantle(parent.number(), removed, info.fileName());
    if (number != 0)
        return fail(systemError(number, operation, Text::tr("Cannot remove %1").arg(quoted(folder))));
    return {};
}

void sweepSafetyCopies(const QString &folder)
{
    static const QRegularExpression removed(
        QRegularExpression::anchoredPattern(u"\\.(.+)\\.lifeboat-removed-\\d{8}_\\d{6}"_s),
        QRegularExpression::DotMatchesEverythingOption);
    for (const QString &name : QDir(folder).entryList(QDir::Dirs | QDir::Hidden | QDir::NoSymLinks)) {
        const auto match = removed.match(name);
        if (!match.hasMatch())
            continue;
        const Descriptor parent(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int number = parent.isOpen() ? 0 : parent.error();
        if (number == 0 && ::fsync(parent.number()) != 0)
            number = errno;
        if (number == 0)
            number = dismantle(parent.number(), name, match.captured(1));
        if (number != 0) {
            qCInfo(logSqlite).noquote()
                << describe(systemError(number, operation, Text::tr("Cannot remove %1").arg(quoted(name))));
        }
    }
}

bool isBeingRestored(const QString &database)
{
    return statOf(swapJournalOf(database)).has_value();
}

} // namespace lifeboat
