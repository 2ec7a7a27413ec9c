// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/folderlock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>

namespace lifeboat {

FileDescriptor lockFolder(const QString &folder)
{
    FileDescriptor lock(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.isOpen())
        ::flock(lock.get(), LOCK_EX);
    return lock;
}

} // namespace lifeboat
