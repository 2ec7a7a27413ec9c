// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/swapjournal.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"
#include "sqlite/safetycopy.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lifeboat::sqlite {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"restore.journal"_s;
constexpr qsizetype largestJournal = 64 * 1024; ///< two lines of a few hundred bytes

// Numbers of 64 bits do not survive JSON's; so they are text.
QJsonObject toJson(const FileStamp &stamp)
{
    return {{u"device"_s, QString::number(stamp.device)},
            {u"inode"_s, QString::number(stamp.inode)},
            {u"size"_s, QString::number(stamp.size)},
            {u"written"_s, QString::number(stamp.written.count())}};
}

FileStamp stampFrom(const QJsonValue &json)
{
    FileStamp stamp;
    stamp.device = json[u"device"].toString().toULongLong();
    stamp.inode = json[u"inode"].toString().toULongLong();
    stamp.size = json[u"size"].toString().toLongLong();
    stamp.written = std::chrono::nanoseconds(json[u"written"].toString().toLongLong());
    return stamp;
}

QByteArray lineOf(const SwapNotes &notes)
{
    return QJsonDocument(QJsonObject{{u"version"_s, 1},
                                     {u"safety_copy"_s, notes.safetyFolder},
                                     {u"previous"_s, toJson(notes.previous)},
                                     {u"fresh"_s, toJson(notes.fresh)},
                                     {u"live"_s, notes.live},
                                     {u"kept"_s, notes.kept}})
               .toJson(QJsonDocument::Compact)
           + '\n';
}

/// The last line that was written whole.
std::optional<SwapNotes> notesIn(const QByteArray &journal, const QString &target)
{
    const qsizetype end = journal.lastIndexOf('\n');
    if (end < 0)
        return std::nullopt;
    const qsizetype begin = end == 0 ? 0 : journal.lastIndexOf('\n', end - 1) + 1;
    const QJsonObject json = QJsonDocument::fromJson(journal.sliced(begin, end - begin)).object();
    SwapNotes notes{json[u"safety_copy"].toString(), stampFrom(json[u"previous"]), stampFrom(json[u"fresh"]),
                    json[u"live"].toBool(), json[u"kept"].toBool()};
    // Files are moved and removed by what it says: only a folder that could be ours, beside the database.
    const bool sound = json[u"version"].toInt() == 1 && !notes.safetyFolder.contains(u'/')
                       && notes.safetyFolder.startsWith(QFileInfo(target).fileName() + safetyCopyMark());
    return sound ? std::optional(notes) : std::nullopt;
}

Result<void> append(FileSystem &files, const QString &path, int descriptor, const QByteArray &line)
{
    int number = ::write(descriptor, line.constData(), static_cast<std::size_t>(line.size())) == line.size()
                     ? 0
                     : (errno == 0 ? ENOSPC : errno);
    if (number == 0)
        number = files.sync(path);
    if (number != 0)
        return fail(systemError(number, operation, Text::tr("Cannot write %1").arg(quoted(path))));
    return {};
}

bool isStillAt(int descriptor, const QString &path)
{
    struct stat held
    {
    };
    const auto present = statOf(path);
    return ::fstat(descriptor, &held) == 0 && present && present->st_ino == held.st_ino;
}

} // namespace

QString swapJournalOf(const QString &target)
{
    const QFileInfo info(target);
    return info.path() + u"/."_s + info.fileName() + u".lifeboat-restore"_s;
}

SwapJournal::SwapJournal(FileSystem &files, QString path, int descriptor)
    : m_files(&files), m_path(std::move(path)), m_descriptor(descriptor)
{
}

SwapJournal::SwapJournal(SwapJournal &&other) noexcept
    : m_files(other.m_files), m_path(std::move(other.m_path)),
      m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

SwapJournal::~SwapJournal()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<SwapJournal> SwapJournal::begin(FileSystem &files, const QString &target, const SwapNotes &notes)
{
    const QString path = swapJournalOf(target);
    const int descriptor = ::open(QFile::encodeName(path).constData(),
                                  O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST) {
        return fail(Error{ErrorCode::Busy, operation,
                          Text::tr("Another restore of %1 is under way.").arg(quoted(target)),
                          Text::tr("Wait until it has finished, and try again."), true});
    }
    if (descriptor < 0) {
        const int number = errno;
        return fail(systemError(number, operation, Text::tr("Cannot create %1").arg(quoted(path))));
    }
    SwapJournal journal(files, path, descriptor);
    // Should somebody tidy up in this very moment, the file is gone; on a network without locks it stays.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        (void)::flock(descriptor, LOCK_EX);
    errno = 0;
    auto written = isStillAt(descriptor, path)
                       ? append(files, path, descriptor, lineOf(notes))
                       : fail(systemError(EBUSY, operation, Text::tr("Cannot write %1").arg(quoted(path))));
    if (written) {
        const QString folder = QFileInfo(path).path();
        if (const int number = files.sync(folder))
            written = fail(
                systemError(number, operation, Text::tr("Cannot write the folder %1").arg(quoted(folder))));
    }
    if (!written) {
        journal.end();
        return fail(written.error());
    }
    return journal;
}

Result<std::optional<SwapJournal::Abandoned>> SwapJournal::findAbandoned(FileSystem &files,
                                                                         const QString &target)
{
    const QString path = swapJournalOf(target);
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
        return std::nullopt;
    if (descriptor < 0) {
        const int number = errno;
        return fail(systemError(number, operation,
                                Text::tr("A restore of %1 was interrupted, and its journal cannot be opened")
                                    .arg(quoted(target))));
    }
    SwapJournal journal(files, path, descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !isStillAt(descriptor, path))
        return std::nullopt;
    struct stat status
    {
    };
    // Others may be able to write where the database lies; what they say is not followed.
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)
        || (status.st_uid != ::geteuid() && status.st_uid != 0)) {
        return fail(
            ErrorCode::Refused, operation,
            Text::tr("%1 belongs to another user and is not followed.").arg(quoted(path)),
            Text::tr("A restore was interrupted. Run any Lifeboat command as that user to finish it."));
    }
    QByteArray content(largestJournal, Qt::Uninitialized);
    const ssize_t size = ::pread(descriptor, content.data(), static_cast<std::size_t>(content.size()), 0);
    if (size < 0) {
        const int number = errno;
        return fail(systemError(number, operation, Text::tr("Cannot read %1").arg(quoted(path))));
    }
    content.truncate(size);
    return Abandoned{std::move(journal), notesIn(content, target)};
}

Result<void> SwapJournal::change(const SwapNotes &notes)
{
    errno = 0;
    return append(*m_files, m_path, m_descriptor, lineOf(notes));
}

void SwapJournal::end()
{
    // Should it stay, whoever finds it sees that nothing is left to do.
    (void)m_files->removeFile(m_path);
}

} // namespace lifeboat::sqlite
