// SPDX-License-Identifier: GPL-3.0-or-later
// Part of what is preloaded (faultpoints.cpp): the calls on names.
#undef _FORTIFY_SOURCE
#include "fault/strike.h"
#include "fault/unsynced.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using strike::after, strike::at, strike::isReady, strike::Needs, strike::next;

namespace {

bool isDevice(const char *path)
{
    const bool device = std::strncmp(path, "/dev/", 5) == 0 && std::strncmp(path, "/dev/shm/", 9) != 0;
    return device || std::strncmp(path, "/proc/", 6) == 0 || std::strncmp(path, "/sys/", 5) == 0;
}

bool writes(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

template<typename Call> int openAt(int folder, const char *path, int flags, Call call)
{
    if (!isReady() || !writes(flags) || isDevice(path))
        return call();
    const bool isNew = (flags & O_CREAT) != 0 && ::faccessat(folder, path, F_OK, 0) != 0;
    const bool isNameless = (flags & O_TMPFILE) == O_TMPFILE;
    return at("open", path, isNew ? Needs::Room : Needs::Writing, [&] {
        if ((flags & O_TRUNC) != 0 && !isNew)
            unsynced::cutting(folder, path);
        const int file = call();
        if (file >= 0 && (isNew || isNameless))
            unsynced::created(file, folder, path);
        return file;
    });
}

mode_t modeOf(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

template<typename Call> int onPath(const char *name, const char *path, Needs needs, Call call)
{
    return isReady() ? at(name, path, needs, call) : call();
}

/// What stood at a name that is taken away is kept until it is known whether that went well.
template<typename Call> int removing(const char *name, int folder, const char *path, Call call)
{
    return onPath(name, path, Needs::Writing, [&] {
        const std::string kept = unsynced::keep(folder, path);
        const int outcome = after(call(), [&] { unsynced::removed(folder, path, kept); });
        if (outcome != 0)
            unsynced::letGo(kept);
        return outcome;
    });
}

template<typename Call>
int renaming(const char *name, int fromFolder, const char *from, int toFolder, const char *to, Call call)
{
    return onPath(name, to, Needs::Writing, [&] {
        const std::string kept = unsynced::keep(toFolder, to);
        const int outcome = after(call(), [&] { unsynced::renamed(fromFolder, from, toFolder, to, kept); });
        if (outcome != 0)
            unsynced::letGo(kept);
        return outcome;
    });
}

} // namespace

extern "C" {

int chmod(const char *path, mode_t mode) noexcept
{
    static auto *const real = next<int(const char *, mode_t)>("chmod");
    return onPath("chmod", path, Needs::Writing, [&] { return real(path, mode); });
}

int chown(const char *path, uid_t user, gid_t group) noexcept
{
    static auto *const real = next<int(const char *, uid_t, gid_t)>("chown");
    return onPath("chown", path, Needs::Writing, [&] { return real(path, user, group); });
}

int setxattr(const char *path, const char *name, const void *value, size_t size, int flags) noexcept
{
    static auto *const real = next<int(const char *, const char *, const void *, size_t, int)>("setxattr");
    return onPath("setxattr", path, Needs::Room, [&] { return real(path, name, value, size, flags); });
}

int mkdir(const char *path, mode_t mode) noexcept
{
    static auto *const real = next<int(const char *, mode_t)>("mkdir");
    return onPath("mkdir", path, Needs::Room,
                  [&] { return after(real(path, mode), [&] { unsynced::madeFolder(AT_FDCWD, path); }); });
}

int mkdirat(int folder, const char *path, mode_t mode) noexcept
{
    static auto *const real = next<int(int, const char *, mode_t)>("mkdirat");
    return onPath("mkdirat", path, Needs::Room, [&] {
        return after(real(folder, path, mode), [&] { unsynced::madeFolder(folder, path); });
    });
}

int rmdir(const char *path) noexcept
{
    static auto *const real = next<int(const char *)>("rmdir");
    return onPath("rmdir", path, Needs::Writing,
                  [&] { return after(real(path), [&] { unsynced::removedFolder(AT_FDCWD, path); }); });
}

int unlink(const char *path) noexcept
{
    static auto *const real = next<int(const char *)>("unlink");
    return removing("unlink", AT_FDCWD, path, [&] { return real(path); });
}

int unlinkat(int folder, const char *path, int flags) noexcept
{
    static auto *const real = next<int(int, const char *, int)>("unlinkat");
    if ((flags & AT_REMOVEDIR) == 0)
        return removing("unlinkat", folder, path, [&] { return real(folder, path, flags); });
    return onPath("unlinkat", path, Needs::Writing, [&] {
        return after(real(folder, path, flags), [&] { unsynced::removedFolder(folder, path); });
    });
}

int link(const char *from, const char *to) noexcept
{
    static auto *const real = next<int(const char *, const char *)>("link");
    return onPath("link", to, Needs::Room,
                  [&] { return after(real(from, to), [&] { unsynced::linked(AT_FDCWD, to); }); });
}

int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags) noexcept
{
    static auto *const real = next<int(int, const char *, int, const char *, int)>("linkat");
    return onPath("linkat", to, Needs::Room, [&] {
        return after(real(fromFolder, from, toFolder, to, flags), [&] { unsynced::linked(toFolder, to); });
    });
}

int rename(const char *from, const char *to) noexcept
{
    static auto *const real = next<int(const char *, const char *)>("rename");
    return renaming("rename", AT_FDCWD, from, AT_FDCWD, to, [&] { return real(from, to); });
}

int renameat(int fromFolder, const char *from, int toFolder, const char *to) noexcept
{
    static auto *const real = next<int(int, const char *, int, const char *)>("renameat");
    return renaming("renameat", fromFolder, from, toFolder, to,
                    [&] { return real(fromFolder, from, toFolder, to); });
}

int renameat2(int fromFolder, const char *from, int toFolder, const char *to, unsigned flags) noexcept
{
    static auto *const real = next<int(int, const char *, int, const char *, unsigned)>("renameat2");
    return renaming("renameat2", fromFolder, from, toFolder, to,
                    [&] { return real(fromFolder, from, toFolder, to, flags); });
}

int open64(const char *path, int flags, ...)
{
    static auto *const real = next<int(const char *, int, ...)>("open64");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return openAt(AT_FDCWD, path, flags, [&] { return real(path, flags, mode); });
}

int open(const char *path, int flags, ...)
{
    static auto *const real = next<int(const char *, int, ...)>("open");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return openAt(AT_FDCWD, path, flags, [&] { return real(path, flags, mode); });
}

int openat64(int folder, const char *path, int flags, ...)
{
    static auto *const real = next<int(int, const char *, int, ...)>("openat64");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return openAt(folder, path, flags, [&] { return real(folder, path, flags, mode); });
}

int openat(int folder, const char *path, int flags, ...)
{
    static auto *const real = next<int(int, const char *, int, ...)>("openat");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return openAt(folder, path, flags, [&] { return real(folder, path, flags, mode); });
}

// What open() becomes in a program that was compiled with _FORTIFY_SOURCE; openat() without a mode only reads
// here.
int __open_2(const char *path, int flags) // NOLINT(bugprone-reserved-identifier): that is its name
{
    return open64(path, flags);
}

int __open64_2(const char *path, int flags) // NOLINT(bugprone-reserved-identifier): that is its name
{
    return open64(path, flags);
}

} // extern "C"
