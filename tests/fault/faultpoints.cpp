// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a program under test (LD_PRELOAD): counts the system calls that change a disk or send to a
// network, and at a chosen one kills the process or lets the call fail. For tests only;
// tests/fault/faultrun.h drives it by environment:
//   LIFEBOAT_FAULT_LOG   file that gets one line per point passed: "<call> <file>"
//   LIFEBOAT_FAULT_AT    number of the point at which to act, from 1; none: only log
//   LIFEBOAT_FAULT_DO    kill (before the call), short (write half, then kill), ENOSPC, EROFS, EIO
//   LIFEBOAT_FAULT_UNSYNCED   see unsynced.h
// A full and a read-only disk stay so from then on; EIO strikes once. Children of the program are left alone.
// Any thread; the C library's own calls into itself are not seen. Here are the calls on open files and
// connections; those on names are in faultnames.cpp.
#undef _FORTIFY_SOURCE
#include "fault/strike.h"
#include "fault/unsynced.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

using strike::after, strike::at, strike::Needs, strike::next, strike::Target, strike::targetOf;

namespace {

Target aboutToWrite(int fd)
{
    const Target target = targetOf(fd);
    if (target.counts)
        unsynced::writing(fd);
    return target;
}

template<typename Call> int onDescriptor(const char *name, int fd, Needs needs, Call call)
{
    const Target target = targetOf(fd);
    return target.counts ? at(name, target.name.data(), needs, call) : call();
}

} // namespace

extern "C" {

ssize_t write(int fd, const void *bytes, size_t count)
{
    static auto *const real = next<ssize_t(int, const void *, size_t)>("write");
    const Target target = aboutToWrite(fd);
    if (!target.counts)
        return real(fd, bytes, count);
    return at(
        "write", target.name.data(), target.needs, [&] { return real(fd, bytes, count); },
        [&] { (void)real(fd, bytes, count / 2); });
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    static auto *const real = next<ssize_t(int, const void *, size_t, off64_t)>("pwrite64");
    const Target target = aboutToWrite(fd);
    if (!target.counts)
        return real(fd, bytes, count, offset);
    return at(
        "pwrite", target.name.data(), target.needs, [&] { return real(fd, bytes, count, offset); },
        [&] { (void)real(fd, bytes, count / 2, offset); });
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    return pwrite64(fd, bytes, count, offset);
}

ssize_t writev(int fd, const iovec *parts, int count)
{
    static auto *const real = next<ssize_t(int, const iovec *, int)>("writev");
    const Target target = aboutToWrite(fd);
    if (!target.counts)
        return real(fd, parts, count);
    return at(
        "writev", target.name.data(), target.needs, [&] { return real(fd, parts, count); },
        [&] { (void)real(fd, parts, count / 2); });
}

ssize_t pwritev64(int fd, const iovec *parts, int count, off64_t offset)
{
    static auto *const real = next<ssize_t(int, const iovec *, int, off64_t)>("pwritev64");
    const Target target = aboutToWrite(fd);
    if (!target.counts)
        return real(fd, parts, count, offset);
    return at(
        "pwritev", target.name.data(), target.needs, [&] { return real(fd, parts, count, offset); },
        [&] { (void)real(fd, parts, count / 2, offset); });
}

ssize_t pwritev(int fd, const iovec *parts, int count, off_t offset)
{
    return pwritev64(fd, parts, count, offset);
}

ssize_t copy_file_range(int from, off64_t *fromAt, int to, off64_t *toAt, size_t count, unsigned flags)
{
    static auto *const real =
        next<ssize_t(int, off64_t *, int, off64_t *, size_t, unsigned)>("copy_file_range");
    const Target target = aboutToWrite(to);
    if (!target.counts)
        return real(from, fromAt, to, toAt, count, flags);
    return at(
        "copy_file_range", target.name.data(), target.needs,
        [&] { return real(from, fromAt, to, toAt, count, flags); },
        [&] { (void)real(from, fromAt, to, toAt, count / 2, flags); });
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) noexcept
{
    static auto *const real = next<ssize_t(int, int, off64_t *, size_t)>("sendfile64");
    const Target target = aboutToWrite(to);
    if (!target.counts)
        return real(to, from, offset, count);
    return at(
        "sendfile", target.name.data(), target.needs, [&] { return real(to, from, offset, count); },
        [&] { (void)real(to, from, offset, count / 2); });
}

ssize_t send(int fd, const void *bytes, size_t count, int flags)
{
    static auto *const real = next<ssize_t(int, const void *, size_t, int)>("send");
    const Target target = targetOf(fd);
    if (!target.counts)
        return real(fd, bytes, count, flags);
    return at(
        "send", target.name.data(), target.needs, [&] { return real(fd, bytes, count, flags); },
        [&] { (void)real(fd, bytes, count / 2, flags); });
}

ssize_t sendmsg(int fd, const msghdr *message, int flags)
{
    static auto *const real = next<ssize_t(int, const msghdr *, int)>("sendmsg");
    const Target target = targetOf(fd);
    if (!target.counts)
        return real(fd, message, flags);
    return at("sendmsg", target.name.data(), target.needs, [&] { return real(fd, message, flags); });
}

int fsync(int fd)
{
    static auto *const real = next<int(int)>("fsync");
    return onDescriptor("fsync", fd, Needs::Disk,
                        [&] { return after(real(fd), [&] { unsynced::synced(fd); }); });
}

int fdatasync(int fd)
{
    static auto *const real = next<int(int)>("fdatasync");
    return onDescriptor("fdatasync", fd, Needs::Disk,
                        [&] { return after(real(fd), [&] { unsynced::synced(fd); }); });
}

int ftruncate64(int fd, off64_t length) noexcept
{
    static auto *const real = next<int(int, off64_t)>("ftruncate64");
    unsynced::writing(fd);
    return onDescriptor("ftruncate", fd, Needs::Room, [&] { return real(fd, length); });
}

int ftruncate(int fd, off_t length) noexcept
{
    return ftruncate64(fd, length);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
    static auto *const real = next<int(int, int, off64_t, off64_t)>("fallocate64");
    unsynced::writing(fd);
    return onDescriptor("fallocate", fd, Needs::Room, [&] { return real(fd, mode, offset, length); });
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
    return fallocate64(fd, mode, offset, length);
}

int fchmod(int fd, mode_t mode) noexcept
{
    static auto *const real = next<int(int, mode_t)>("fchmod");
    return onDescriptor("fchmod", fd, Needs::Writing, [&] { return real(fd, mode); });
}

int fchown(int fd, uid_t user, gid_t group) noexcept
{
    static auto *const real = next<int(int, uid_t, gid_t)>("fchown");
    return onDescriptor("fchown", fd, Needs::Writing, [&] { return real(fd, user, group); });
}

} // extern "C"
