// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/priority.h"

#include <cstddef>
#include <cstdint>

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

/// Of sched_setattr(2); the kernel's own header cannot be included beside sched.h.
struct SchedulingAttributes
{
    std::uint32_t size;
    std::uint32_t policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime; ///< nanoseconds of a turn for the policies that everybody has, since Linux 6.12
    std::uint64_t deadline;
    std::uint64_t period;
};

/// Whoever wakes up may have to wait for the end of a turn, which is some milliseconds even of a nice thread.
/// Older kernels take no notice.
void takeShortTurns()
{
    constexpr std::uint64_t shortest = 100'000;
    SchedulingAttributes attributes{};
    attributes.size = sizeof attributes;
    if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0U) != 0)
        return;
    attributes.runtime = shortest;
    (void)::syscall(SYS_sched_setattr, 0, &attributes, 0U);
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
    if (priority == Priority::Background) {
        beNice(background);
        return takeShortTurns();
    }
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
