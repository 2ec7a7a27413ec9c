// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a program under test (LD_PRELOAD): counts the system calls that change a disk or send to a
// network, and at a chosen one kills the process or lets the call fail. For tests only;
// tests/fault/faultrun.h drives it by environment:
//   LIFEBOAT_FAULT_LOG   file that gets one line per point passed: "<call> <file>"
//   LIFEBOAT_FAULT_AT    number of the point at which to act, from 1; none: only log
//   LIFEBOAT_FAULT_DO    kill (before the call), short (write half, then kill), ENOSPC, EROFS, EIO
// A full and a read-only disk stay so from then on; EIO strikes once. Children of the program are left alone.
// Any thread; the C library's own calls into itself are not seen.
#undef _FORTIFY_SOURCE
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

enum class Action { None, Kill, ShortWrite, DiskFull, ReadOnly, IoError };

/// What a call asks of the disk, and so which faults can meet it.
enum class Needs {
    Room,    ///< bytes or an entry: ENOSPC, EROFS, EIO
    Writing, ///< a disk that may be changed: EROFS, EIO
    Disk,    ///< EIO only
    Network, ///< none of them; EIO becomes ECONNRESET
};

struct Plan
{
    Action action = Action::None;
    long at = 0;
    int log = -1;
};

Action actionOf(const char *name)
{
    struct Named
    {
        const char *name;
        Action action;
    };
    constexpr std::array known{Named{"kill", Action::Kill}, Named{"short", Action::ShortWrite},
                               Named{"ENOSPC", Action::DiskFull}, Named{"EROFS", Action::ReadOnly},
                               Named{"EIO", Action::IoError}};
    for (const Named &one : known) {
        if (name && std::strcmp(one.name, name) == 0)
            return one.action;
    }
    return Action::None;
}

Plan makePlan()
{
    Plan plan;
    if (const char *log = std::getenv("LIFEBOAT_FAULT_LOG"))
        plan.log = static_cast<int>(
            ::syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (const char *at = std::getenv("LIFEBOAT_FAULT_AT"))
        plan.at = std::strtol(at, nullptr, 10);
    plan.action = actionOf(std::getenv("LIFEBOAT_FAULT_DO"));
    for (const char *name : {"LD_PRELOAD", "LIFEBOAT_FAULT_LOG", "LIFEBOAT_FAULT_AT", "LIFEBOAT_FAULT_DO"})
        ::unsetenv(name);
    return plan;
}

Plan plan;
std::atomic<long> passed{0};
bool ready = false;

__attribute__((constructor)) void prepare()
{
    plan = makePlan();
    ready = true;
}

void note(const char *call, const char *file)
{
    if (plan.log < 0)
        return;
    std::array<char, 4200> line{};
    const int length = std::snprintf(line.data(), line.size(), "%s %s\n", call, file);
    (void)::syscall(SYS_write, plan.log, line.data(), length);
}

int errorFor(Needs needs, long number)
{
    const bool struck = plan.at > 0 && number >= plan.at;
    if (!struck)
        return 0;
    switch (plan.action) {
    case Action::DiskFull: return needs == Needs::Room ? ENOSPC : 0;
    case Action::ReadOnly: return needs == Needs::Room || needs == Needs::Writing ? EROFS : 0;
    case Action::IoError: return number != plan.at ? 0 : needs == Needs::Network ? ECONNRESET : EIO;
    default: return 0;
    }
}

[[noreturn]] void die()
{
    ::syscall(SYS_kill, ::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

/// Passes a point: `call` with its faults. `half` writes half of what `call` would, where there is such a
/// thing.
template<typename Call, typename Half>
auto at(const char *name, const char *file, Needs needs, Call call, Half half) -> decltype(call())
{
    const long number = ++passed;
    note(name, file);
    if (const int error = errorFor(needs, number)) {
        errno = error;
        return -1;
    }
    if (number != plan.at)
        return call();
    if (plan.action == Action::Kill)
        die();
    if (plan.action == Action::ShortWrite) {
        half();
        die();
    }
    return call();
}

template<typename Call> auto at(const char *name, const char *file, Needs needs, Call call)
    -> decltype(call())
{
    return at(name, file, needs, call, [] {});
}

template<typename Function> Function *next(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

bool isDevice(const char *path)
{
    const bool device = std::strncmp(path, "/dev/", 5) == 0 && std::strncmp(path, "/dev/shm/", 9) != 0;
    return device || std::strncmp(path, "/proc/", 6) == 0 || std::strncmp(path, "/sys/", 5) == 0;
}

/// A file, folder or connection that lives on; not the terminal, a pipe between threads, or our own log.
struct Target
{
    bool counts = false;
    Needs needs = Needs::Room;
    std::array<char, 4096> name{};
};

Target targetOf(int fd)
{
    Target target;
    struct stat status = {};
    if (!ready || fd <= 2 || fd == plan.log || ::fstat(fd, &status) != 0)
        return target;
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
        target.counts = true;
        std::array<char, 64> link{};
        std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", fd);
        (void)!::readlink(link.data(), target.name.data(), target.name.size() - 1);
    } else if (S_ISSOCK(status.st_mode)) {
        sockaddr_storage address = {};
        socklen_t length = sizeof address;
        target.counts = ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length) == 0
                        && (address.ss_family == AF_INET || address.ss_family == AF_INET6);
        target.needs = Needs::Network;
        std::strcpy(target.name.data(), "connection");
    }
    return target;
}

bool writes(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

template<typename Call> int openAt(int folder, const char *path, int flags, Call call)
{
    if (!ready || !writes(flags) || isDevice(path))
        return call();
    const bool isNew = (flags & O_CREAT) != 0 && ::faccessat(folder, path, F_OK, 0) != 0;
    return at("open", path, isNew ? Needs::Room : Needs::Writing, call);
}

mode_t modeOf(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

template<typename Call> int onPath(const char *name, const char *path, Needs needs, Call call)
{
    return ready ? at(name, path, needs, call) : call();
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
    const Target target = targetOf(fd);
    if (!target.counts)
        return real(fd, bytes, count);
    return at(
        "write", target.name.data(), target.needs, [&] { return real(fd, bytes, count); },
        [&] { (void)real(fd, bytes, count / 2); });
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    static auto *const real = next<ssize_t(int, const void *, size_t, off64_t)>("pwrite64");
    const Target target = targetOf(fd);
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
    const Target target = targetOf(fd);
    if (!target.counts)
        return real(fd, parts, count);
    return at(
        "writev", target.name.data(), target.needs, [&] { return real(fd, parts, count); },
        [&] { (void)real(fd, parts, count / 2); });
}

ssize_t pwritev64(int fd, const iovec *parts, int count, off64_t offset)
{
    static auto *const real = next<ssize_t(int, const iovec *, int, off64_t)>("pwritev64");
    const Target target = targetOf(fd);
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
    const Target target = targetOf(to);
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
    const Target target = targetOf(to);
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
    return onDescriptor("fsync", fd, Needs::Disk, [&] { return real(fd); });
}

int fdatasync(int fd)
{
    static auto *const real = next<int(int)>("fdatasync");
    return onDescriptor("fdatasync", fd, Needs::Disk, [&] { return real(fd); });
}

int ftruncate64(int fd, off64_t length) noexcept
{
    static auto *const real = next<int(int, off64_t)>("ftruncate64");
    return onDescriptor("ftruncate", fd, Needs::Room, [&] { return real(fd, length); });
}

int ftruncate(int fd, off_t length) noexcept
{
    return ftruncate64(fd, length);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
    static auto *const real = next<int(int, int, off64_t, off64_t)>("fallocate64");
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
    return onPath("mkdir", path, Needs::Room, [&] { return real(path, mode); });
}

int mkdirat(int folder, const char *path, mode_t mode) noexcept
{
    static auto *const real = next<int(int, const char *, mode_t)>("mkdirat");
    return onPath("mkdirat", path, Needs::Room, [&] { return real(folder, path, mode); });
}

int rmdir(const char *path) noexcept
{
    static auto *const real = next<int(const char *)>("rmdir");
    return onPath("rmdir", path, Needs::Writing, [&] { return real(path); });
}

int unlink(const char *path) noexcept
{
    static auto *const real = next<int(const char *)>("unlink");
    return onPath("unlink", path, Needs::Writing, [&] { return real(path); });
}

int unlinkat(int folder, const char *path, int flags) noexcept
{
    static auto *const real = next<int(int, const char *, int)>("unlinkat");
    return onPath("unlinkat", path, Needs::Writing, [&] { return real(folder, path, flags); });
}

int link(const char *from, const char *to) noexcept
{
    static auto *const real = next<int(const char *, const char *)>("link");
    return onPath("link", to, Needs::Room, [&] { return real(from, to); });
}

int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags) noexcept
{
    static auto *const real = next<int(int, const char *, int, const char *, int)>("linkat");
    return onPath("linkat", to, Needs::Room, [&] { return real(fromFolder, from, toFolder, to, flags); });
}

int rename(const char *from, const char *to) noexcept
{
    static auto *const real = next<int(const char *, const char *)>("rename");
    return onPath("rename", to, Needs::Writing, [&] { return real(from, to); });
}

int renameat(int fromFolder, const char *from, int toFolder, const char *to) noexcept
{
    static auto *const real = next<int(int, const char *, int, const char *)>("renameat");
    return onPath("renameat", to, Needs::Writing, [&] { return real(fromFolder, from, toFolder, to); });
}

int renameat2(int fromFolder, const char *from, int toFolder, const char *to, unsigned flags) noexcept
{
    static auto *const real = next<int(int, const char *, int, const char *, unsigned)>("renameat2");
    return onPath("renameat2", to, Needs::Writing,
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
