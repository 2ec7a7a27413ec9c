// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/systemcalls.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lifeboat {

namespace {

int errorOf(int result)
{
    return result == 0 ? 0 : errno;
}

bool isUnsupported(int error)
{
    return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP || error == EPERM;
}

} // namespace

FileDescriptor &FileDescriptor::operator=(FileDescriptor &&other) noexcept
{
    if (this != &other) {
        close();
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

int FileDescriptor::close()
{
    const int descriptor = std::exchange(m_descriptor, -1);
    return descriptor < 0 ? 0 : errorOf(::close(descriptor));
}

int SystemCalls::write(int file, QByteArrayView bytes) const
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(file, bytes.data(), static_cast<std::size_t>(bytes.size()));
        if (written >= 0)
            bytes = bytes.sliced(written);
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

int SystemCalls::syncFile(int file) const
{
    return errorOf(::fsync(file));
}

int SystemCalls::syncFolder(int folder) const
{
    const int error = errorOf(::fsync(folder));
    return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP ? 0 : error;
}

int SystemCalls::makeFolder(int parent, const QByteArray &name) const
{
    return errorOf(::mkdirat(parent, name.constData(), 0700));
}

int SystemCalls::rename(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to) const
{
    return errorOf(::renameat(fromFolder, from.constData(), toFolder, to.constData()));
}

int SystemCalls::renameNew(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to) const
{
    int error =
        errorOf(::renameat2(fromFolder, from.constData(), toFolder, to.constData(), RENAME_NOREPLACE));
    if (!isUnsupported(error))
        return error;
    error = errorOf(::linkat(fromFolder, from.constData(), toFolder, to.constData(), 0));
    if (error == 0)
        return removeFile(fromFolder, from);
    if (!isUnsupported(error))
        return error;
    struct stat status = {};
    if (::fstatat(toFolder, to.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    return errno == ENOENT ? rename(fromFolder, from, toFolder, to) : errno;
}

int SystemCalls::removeFile(int folder, const QByteArray &name) const
{
    return errorOf(::unlinkat(folder, name.constData(), 0));
}

} // namespace lifeboat
