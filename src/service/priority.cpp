// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/priority.h"

#include <cstddef>

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace lifeboat {

namespace {

/// Linux: of a thread, where POSIX has it that processes have priorities.
void beNice(int niceness)
{
    const auto thread = static_cast<id_t>(::gettid());
    if (::getpriority(PRIO_PROCESS, thread) < niceness)
        (void)::setpriority(PRIO_PROCESS, thread, niceness);
}

/// The first processor stays free for the window. Niceness alone does not see to that: painting wakes helpers
/// of Qt's and the display server one after the other and waits for each, and a kernel may let a nice thread
/// finish its turn of some milliseconds before any of them.
void leaveOneProcessor()
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) < 2)
        return;
    std::size_t first = 0;
    while (!CPU_ISSET(first, &allowed))
        ++first;
    CPU_CLR(first, &allowed);
    (void)::sched_setaffinity(0, sizeof allowed, &allowed);
}

} // namespace

/// Whatever the kernel refuses is no reason not to do the work.
void lowerPriority(Priority priority)
{
    leaveOneProcessor();
    constexpr int background = 10;
    constexpr int nicest = 19;
    if (priority == Priority::Background)
        return beNice(background);
    beNice(nicest);
    const sched_param none{};
    (void)::sched_setscheduler(0, SCHED_IDLE, &none);
    // Of ioprio_set(2), which has no header.
    constexpr int whoProcess = 1;
    constexpr int classIdle = 3;
    constexpr int classShift = 13;
    (void)::syscall(SYS_ioprio_set, whoProcess, 0, classIdle << classShift);
}

} // namespace lifeboat
