// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/strike.h"

#include "fault/unsynced.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace strike {

namespace {

enum class Action { None, Kill, ShortWrite, DiskFull, ReadOnly, IoError };

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
    unsynced::prepare();
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

} // namespace

bool isReady()
{
    return ready;
}

void die()
{
    ::syscall(SYS_kill, ::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

Verdict pass(const char *name, const char *file, Needs needs)
{
    const long number = ++passed;
    note(name, file);
    Verdict verdict;
    verdict.error = errorFor(needs, number);
    if (verdict.error != 0 || number != plan.at)
        return verdict;
    if (plan.action == Action::Kill)
        die();
    verdict.halves = plan.action == Action::ShortWrite;
    return verdict;
}

Target targetOf(int descriptor)
{
    Target target;
    struct stat status = {};
    if (!ready || descriptor <= 2 || descriptor == plan.log || ::fstat(descriptor, &status) != 0)
        return target;
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
        target.counts = true;
        std::array<char, 64> link{};
        std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
        (void)!::readlink(link.data(), target.name.data(), target.name.size() - 1);
    } else if (S_ISSOCK(status.st_mode)) {
        sockaddr_storage address = {};
        socklen_t length = sizeof address;
        target.counts = ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &length) == 0
                        && (address.ss_family == AF_INET || address.ss_family == AF_INET6);
        target.needs = Needs::Network;
        std::strcpy(target.name.data(), "connection");
    }
    return target;
}

} // namespace strike
