// SPDX-License-Identifier: GPL-3.0-or-later
// The seam through which a swap changes folders, so that every step can be made to fail, or to be the last.
// Every call returns 0 or an errno. Stateless, any thread.
#pragma once

#include <QByteArray>
#include <QString>

#include <sys/stat.h>

namespace lifeboat::sqlite {

class FileSystem
{
public:
    FileSystem() = default;
    virtual ~FileSystem() = default;
    Q_DISABLE_COPY_MOVE(FileSystem)

    virtual int rename(const QString &from, const QString &to);
    virtual int hardLink(const QString &from, const QString &to);
    virtual int makeFolder(const QString &path); ///< mode 0700
    virtual int removeFile(const QString &path);
    virtual int removeFolder(const QString &path);
    virtual int sync(const QString &path); ///< a file's content or a folder's entries onto the disk
    virtual int setOwner(const QString &path, uid_t user, gid_t group);
    virtual int setMode(const QString &path, mode_t mode);
    virtual int setAttribute(const QString &path, const QByteArray &name, const QByteArray &value);
    virtual int removeAttribute(const QString &path, const QByteArray &name);
};

} // namespace lifeboat::sqlite
