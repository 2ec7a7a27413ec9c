// SPDX-License-Identifier: GPL-3.0-or-later
// Part of what is preloaded (faultpoints.cpp): counts the points that a program passes and acts at the one it
// was told. Any thread.
#pragma once

#include <array>
#include <cerrno>

#include <dlfcn.h>

namespace strike {

/// What a call asks of the disk, and so which faults can meet it.
enum class Needs {
    Room,    ///< bytes or an entry: ENOSPC, EROFS, EIO
    Writing, ///< a disk that may be changed: EROFS, EIO
    Disk,    ///< EIO only
    Network, ///< none of them; EIO becomes ECONNRESET
};

/// A file, folder or connection that lives on; not the terminal, a pipe between threads, or our own log.
struct Target
{
    bool counts = false;
    Needs needs = Needs::Room;
    std::array<char, 4096> name{};
};

/// Whether the library has begun to count.
[[nodiscard]] bool isReady();
[[nodiscard]] Target targetOf(int descriptor);

struct Verdict
{
    int error = 0;       ///< the call fails with it
    bool halves = false; ///< half of the call, then die()
};

/// Passes a point. Does not come back from one at which the process is killed.
[[nodiscard]] Verdict pass(const char *name, const char *file, Needs needs);
[[noreturn]] void die();

/// `half` does half of what `call` would, where there is such a thing.
template<typename Call, typename Half>
auto at(const char *name, const char *file, Needs needs, Call call, Half half) -> decltype(call())
{
    const Verdict verdict = pass(name, file, needs);
    if (verdict.error != 0) {
        errno = verdict.error;
        return -1;
    }
    if (verdict.halves) {
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

/// The C library's own.
template<typename Function> Function *next(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

/// What a call came back with; `then` if it succeeded. Keeps errno.
template<typename Then> int after(int outcome, Then then)
{
    const int error = errno;
    if (outcome >= 0)
        then();
    errno = error;
    return outcome;
}

} // namespace strike
