// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded into a program under test, so that a test can look at what it leaves in memory: what it gives back
// is kept as it was, where else it would be used again sooner or later, and its wish not to be looked at is
// not passed on.
#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" {

void free(void *) noexcept {}

void *realloc(void *old, std::size_t size) noexcept
{
    void *const block = std::malloc(size);
    if (block && old)
        std::memcpy(block, old, std::min(size, ::malloc_usable_size(old)));
    return block;
}

int prctl(int option, ...) noexcept
{
    if (option == PR_SET_DUMPABLE)
        return 0;
    std::va_list list;
    va_start(list, option);
    unsigned long arguments[4];
    for (unsigned long &argument : arguments)
        argument = va_arg(list, unsigned long);
    va_end(list);
    return static_cast<int>(
        ::syscall(SYS_prctl, option, arguments[0], arguments[1], arguments[2], arguments[3]));
}

} // extern "C"
