// SPDX-License-Identifier: GPL-3.0-or-later
// What a window may do to who uses it: a frame of a screen lasts 16 ms.
#pragma once

#include "support/loopwatch.h"

#include <QtGlobal>

#include <algorithm>

namespace lifeboat {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::chrono::milliseconds longestStall{160}; // instrumented code is that much slower
#else
inline constexpr std::chrono::milliseconds longestStall{16};
#endif

/// How long an event loop was held up in up to so many rounds of the same. What the program does it does in
/// each; what the machine does beside, slowing caches and memory down for everyone, it seldom does in all.
class HeldUp final
{
public:
    explicit HeldUp(int rounds = 3) : m_most(rounds) {}

    /// Stops the watch of one round, and prints its figures for who reads them.
    void note(LoopWatch &watch)
    {
        const auto own = milliseconds(watch.worstOwn());
        qInfo("The event loop was held up for %.1f ms at most, and for %.1f ms with waiting for a processor.",
              own, milliseconds(watch.worst()));
        m_least = m_rounds++ == 0 ? own : std::min(m_least, own);
    }
    [[nodiscard]] bool another() const { return m_rounds < m_most && !isShort(); }
    [[nodiscard]] bool isShort() const { return m_least <= static_cast<double>(longestStall.count()); }

private:
    static double milliseconds(std::chrono::microseconds time)
    {
        return static_cast<double>(time.count()) / 1000;
    }

    int m_most;
    int m_rounds = 0;
    double m_least = 0; ///< of the rounds' longest
};

} // namespace lifeboat
