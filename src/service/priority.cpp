// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/priority.h"

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

} // namespace

/// Whatever the kernel refuses is no reason not to do the work.
void lowerPriority(Priority priority)
{
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
