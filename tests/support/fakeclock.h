// SPDX-License-Identifier: GPL-3.0-or-later
// A clock that a test sets: sleep() returns at once, having moved the time on by what was asked for.
// Thread-safe. Owned by the test; outlives whatever it is injected into.
#pragma once

#include "base/clock.h"

#include <QList>
#include <QTimeZone>

#include <functional>
#include <mutex>

namespace lifeboat {

class FakeClock final : public Clock
{
public:
    explicit FakeClock(const QDateTime &utc = QDateTime({2026, 1, 31}, {9, 5, 0}, QTimeZone::utc()))
        : m_utc(utc.toUTC())
    {
    }

    [[nodiscard]] QDateTime utcNow() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_utc;
    }

    [[nodiscard]] std::chrono::milliseconds monotonic() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_monotonic;
    }

    /// Like a real clock, does not begin to wait for a token that is already requested.
    bool sleep(std::chrono::milliseconds duration, const CancelToken &cancel) override
    {
        if (cancel.isRequested())
            return false;
        std::function<void(std::chrono::milliseconds)> hook;
        {
            const std::lock_guard lock(m_mutex);
            m_sleeps.append(duration);
            move(duration);
            hook = m_sleepHook;
        }
        if (hook)
            hook(duration);
        return !cancel.isRequested();
    }

    /// Time passes: both clocks move.
    void advance(std::chrono::milliseconds duration)
    {
        const std::lock_guard lock(m_mutex);
        move(duration);
    }

    /// Somebody sets the wall clock: the monotonic one does not move.
    void setUtcNow(const QDateTime &utc)
    {
        const std::lock_guard lock(m_mutex);
        m_utc = utc.toUTC();
    }

    void setMonotonic(std::chrono::milliseconds monotonic)
    {
        const std::lock_guard lock(m_mutex);
        m_monotonic = monotonic;
    }

    /// Every wait begun so far, oldest first.
    [[nodiscard]] QList<std::chrono::milliseconds> sleeps() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sleeps;
    }

    /// Runs inside sleep(), on the sleeper's thread: the place to cancel in the middle of a wait.
    void setSleepHook(std::function<void(std::chrono::milliseconds)> hook)
    {
        const std::lock_guard lock(m_mutex);
        m_sleepHook = std::move(hook);
    }

private:
    void move(std::chrono::milliseconds duration)
    {
        m_utc = m_utc.addMSecs(duration.count());
        m_monotonic += duration;
    }

    mutable std::mutex m_mutex;
    QDateTime m_utc;
    std::chrono::milliseconds m_monotonic{1'000'000}; // not 0, which code under test might take for "never"
    QList<std::chrono::milliseconds> m_sleeps;
    std::function<void(std::chrono::milliseconds)> m_sleepHook;
};

} // namespace lifeboat
