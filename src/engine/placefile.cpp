// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/placefile.h"

#include "base/text.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> systemError(const QString &operation, const QString &what)
{
    const int number = errno;
    const ErrorCode code = number == ENOSPC ? ErrorCode::NoSpace
                           : number == EACCES || number == EPERM || number == EROFS
                               ? ErrorCode::PermissionDenied
                           : number == EEXIST ? ErrorCode::AlreadyExists
                                              : ErrorCode::Io;
    return fail(code, operation, Text::tr("%1: %2.").arg(what, QString::fromLocal8Bit(std::strerror(number))),
                code == ErrorCode::AlreadyExists ? Text::tr("Choose another name or remove the file first.")
                : code == ErrorCode::NoSpace     ? Text::tr("Free some room and try again.")
                : code == ErrorCode::PermissionDenied
                    ? Text::tr("Check the owner and mode of the file and its folder.")
                    : Text::tr("Check that the disk is connected and healthy, then try again."));
}

void syncFolderOf(const QString &path)
{
    const int fd = ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(),
                          O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd);
        ::close(fd);
    }
}

} // namespace

Result<void> makeDurable(const QString &file)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC);
    const bool durable = fd >= 0 && ::fsync(fd) == 0;
    const Result<void> done =
        durable ? Result<void>() : systemError(u"file.fsync"_s, Text::tr("Cannot make %1 durable").arg(file));
    if (fd >= 0)
        ::close(fd);
    return done;
}

Result<void> placeFile(const QString &file, const QString &path, bool replace)
{
    if (const auto durable = makeDurable(file); !durable)
        return durable;
    const QByteArray from = QFile::encodeName(file);
    const QByteArray to = QFile::encodeName(path);
    const auto move = [&](const QByteArray &source) {
        return ::renameat2(AT_FDCWD, source.constData(), AT_FDCWD, to.constData(),
                           replace ? 0 : RENAME_NOREPLACE)
               == 0;
    };
    if (!move(from)) {
        if (errno != EXDEV)
            return systemError(u"file.place"_s, Text::tr("Cannot put %1 in place").arg(path));
        // Another file system: copy beside the destination first, so that the last step is a rename again.
        const QString near = path + u".part"_s;
        QFile::remove(near);
        if (!QFile::copy(file, near))
            return systemError(u"file.place"_s, Text::tr("Cannot copy to %1").arg(near));
        Result<void> placed = makeDurable(near);
        if (placed && !move(QFile::encodeName(near)))
            placed = systemError(u"file.place"_s, Text::tr("Cannot put %1 in place").arg(path));
        if (!placed) {
            QFile::remove(near);
            return placed;
        }
    }
    syncFolderOf(path);
    return {};
}

} // namespace lifeboat
