// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/filesystem.h"

#include "sqlite/databasefile.h"

#include <QFile>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace lifeboat::sqlite {

namespace {

int outcome(int result)
{
    return result == 0 ? 0 : errno;
}

} // namespace

int FileSystem::rename(const QString &from, const QString &to)
{
    return outcome(std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()));
}

int FileSystem::hardLink(const QString &from, const QString &to)
{
    return outcome(::link(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()));
}

int FileSystem::makeFolder(const QString &path)
{
    return outcome(::mkdir(QFile::encodeName(path).constData(), 0700));
}

int FileSystem::removeFile(const QString &path)
{
    return outcome(::unlink(QFile::encodeName(path).constData()));
}

int FileSystem::removeFolder(const QString &path)
{
    return outcome(::rmdir(QFile::encodeName(path).constData()));
}

int FileSystem::sync(const QString &path)
{
    const Descriptor descriptor(path, O_RDONLY);
    return descriptor.isOpen() ? outcome(::fsync(descriptor.number())) : descriptor.error();
}

int FileSystem::setOwner(const QString &path, uid_t user, gid_t group)
{
    return outcome(::chown(QFile::encodeName(path).constData(), user, group));
}

int FileSystem::setMode(const QString &path, mode_t mode)
{
    return outcome(::chmod(QFile::encodeName(path).constData(), mode));
}

int FileSystem::setAttribute(const QString &path, const QByteArray &name, const QByteArray &value)
{
    return outcome(::setxattr(QFile::encodeName(path).constData(), name.constData(), value.constData(),
                              static_cast<std::size_t>(value.size()), 0));
}

int FileSystem::removeAttribute(const QString &path, const QByteArray &name)
{
    return outcome(::removexattr(QFile::encodeName(path).constData(), name.constData()));
}

} // namespace lifeboat::sqlite
