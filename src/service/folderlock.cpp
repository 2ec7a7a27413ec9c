// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/folderlock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>

namespace lifeboat {

namespace {

/// With its parents, each synced into its own.
bool makeFolder(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return true;
    const QString parent = QFileInfo(folder).path();
    if (!makeFolder(parent) || (!QDir().mkdir(folder) && !QFileInfo(folder).isDir()))
        return false;
    const FileDescriptor entries(
        ::open(QFile::encodeName(parent).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    (void)SystemCalls().syncFolder(entries.get());
    return true;
}

} // namespace

FileDescriptor lockFolder(const QString &folder)
{
    FileDescriptor lock(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.isOpen())
        ::flock(lock.get(), LOCK_EX);
    return lock;
}

FileDescriptor makeAndLockFolder(const QString &folder)
{
    return makeFolder(folder) ? lockFolder(folder) : FileDescriptor();
}

void makeDurable(int file, const FileDescriptor &folder)
{
    (void)SystemCalls().syncFile(file);
    (void)SystemCalls().syncFolder(folder.get());
}

} // namespace lifeboat
