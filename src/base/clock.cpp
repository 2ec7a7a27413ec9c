// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <algorithm>
#include <thread>

namespace lifeboat {

using namespace std::chrono_literals;

QDateTime SystemClock::utcNow() const
{
    return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds SystemClock::monotonic() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

bool SystemClock::sleep(std::chrono::milliseconds duration, const CancelToken &cancel)
{
    // In slices, because a signal handler can only set the token's flag, not wake a waiter.
    const auto end = monotonic() + duration;
    for (auto now = monotonic(); now < end; now = monotonic()) {
        if (cancel.isRequested())
            return false;
        std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(end - now, 50ms));
    }
    return !cancel.isRequested();
}

} // namespace lifeboat
