// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/temporaryfile.h"

#include "base/text.h"
#include "storage/folder/foldererror.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRandomGenerator>
#include <QUrl>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// A file name takes 255 bytes; the rest is for the random part.
constexpr qsizetype encodedKeyBytes = 200;
constexpr QByteArrayView suffix = ".part";
/// Longer than any writer is silent.
constexpr qint64 secondsOfSilence = 86'400;

QByteArray encodedStart(const QString &key)
{
    return QUrl::toPercentEncoding(key).left(encodedKeyBytes);
}

/// A lock tells the living from the dead only for those who share a kernel, whose start has a name of its
/// own. Eight hexadecimal digits; empty where it cannot be had.
QByteArray kernelMark()
{
    QFile file(u"/proc/sys/kernel/random/boot_id"_s);
    const QByteArray id = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    return id.isEmpty() ? id : QCryptographicHash::hash(id, QCryptographicHash::Sha256).toHex().first(8);
}

QByteArray hexadecimal(quint32 number)
{
    return QByteArray::number(number, 16).rightJustified(8, '0');
}

QByteArray randomName(const QString &key)
{
    QRandomGenerator &random = *QRandomGenerator::system();
    const QByteArray mark = kernelMark();
    return encodedStart(key) + '.' + (mark.isEmpty() ? hexadecimal(random.generate()) : mark)
           + hexadecimal(random.generate()) + suffix.toByteArray();
}

/// False when, in the moment between, somebody took it for a dead one's and removed it. Where there are no
/// locks it has none, and is nobody's for sure only a day later.
bool lockNew(int file)
{
    struct stat status = {};
    const bool taken = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    return !taken && ::fstat(file, &status) == 0 && status.st_nlink > 0;
}

bool isOfThisKernel(const QByteArray &fileName)
{
    const QByteArray mark = kernelMark();
    const QByteArray end = fileName.right(17 + suffix.size()); // ".", the mark, eight digits and ".part"
    return !mark.isEmpty() && end.startsWith('.' + mark);
}

} // namespace

Result<TemporaryFile> TemporaryFile::create(const FolderTree &tree, const QString &key)
{
    constexpr int attempts = 10;
    auto folder = tree.makeFolder(temporaryFolder);
    if (!folder)
        return fail(folder.error());
    FilePlace place{std::move(*folder), {}};
    int error = EBUSY;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        place.name = randomName(key);
        FileDescriptor file(::openat(place.folder.get(), place.name.constData(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file.isOpen()) {
            error = errno;
            break;
        }
        FileDescriptor lock(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
        if (lockNew(file.get()))
            return TemporaryFile(tree, std::move(place), std::move(file), std::move(lock));
    }
    return fail(systemError(u"folder.put"_s, error,
                            Text::tr("Cannot create a file in %1").arg(tree.shown(temporaryFolder))));
}

TemporaryFile::~TemporaryFile()
{
    m_file.close();
    if (m_place.folder.isOpen())
        (void)m_tree->calls().removeFile(m_place.folder.get(), m_place.name); // else removeUnfinished() will
}

Error TemporaryFile::writeError(int number) const
{
    return systemError(u"folder.put"_s, number, Text::tr("Cannot write in %1").arg(m_tree->root()));
}

Result<void> TemporaryFile::write(QByteArrayView block)
{
    if (const int error = m_tree->calls().write(m_file.get(), block); error != 0)
        return fail(writeError(error));
    return {};
}

Result<void> TemporaryFile::finish()
{
    if (const int error = m_tree->calls().syncFile(m_file.get()); error != 0)
        return fail(writeError(error));
    if (const int error = m_file.close(); error != 0)
        return fail(writeError(error));
    return {};
}

Result<void> TemporaryFile::moveTo(const FilePlace &target, QByteArrayView path, bool replace)
{
    const SystemCalls &calls = m_tree->calls();
    const int from = m_place.folder.get();
    const int to = target.folder.get();
    const int error = replace ? calls.rename(from, m_place.name, to, target.name)
                              : calls.renameNew(from, m_place.name, to, target.name);
    if (error == EEXIST && !replace) {
        return fail(ErrorCode::AlreadyExists, u"folder.put"_s,
                    Text::tr("%1 exists already and is not replaced.").arg(m_tree->shown(path)));
    }
    if (error != 0) {
        return fail(systemError(u"folder.put"_s, error,
                                Text::tr("Cannot move the finished file to %1").arg(m_tree->shown(path))));
    }
    m_place.folder.close();
    return {};
}

bool matchesTemporary(QByteArrayView fileName, const QString &prefix)
{
    return fileName.endsWith(suffix) && fileName.startsWith(encodedStart(prefix));
}

bool removeIfAbandoned(const FolderTree &tree, const FilePlace &place, const QDateTime &now)
{
    if (!place.name.endsWith(suffix))
        return false;
    const FileDescriptor file(
        ::openat(place.folder.get(), place.name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status = {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    const bool isSilent = status.st_mtim.tv_sec < now.toSecsSinceEpoch() - secondsOfSilence;
    const bool isDead =
        (isSilent || isOfThisKernel(place.name)) && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
    return isDead && tree.calls().removeFile(place.folder.get(), place.name) == 0;
}

} // namespace lifeboat
