// SPDX-License-Identifier: GPL-3.0-or-later
// When to try again and how long to wait first: exponential backoff with full jitter, capped, never sooner
// than the store asked for. Values and one small object per request; used from one thread. Source:
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArrayView>
#include <QDateTime>

#include <chrono>
#include <functional>
#include <optional>

namespace lifeboat {

struct RetryPolicy
{
    int maxAttempts = 6; ///< the first included
    std::chrono::milliseconds base{400};
    std::chrono::milliseconds cap{20'000};
    std::chrono::milliseconds longestRetryAfter{120'000}; ///< a store that asks for more is given up on
    std::function<double()> jitter = {};                  ///< [0, 1); thread-safe

    /// Before attempt `attempt` + 1, with `attempt` ≥ 1 made.
    [[nodiscard]] std::chrono::milliseconds delay(int attempt) const;
};

/// "120" or an HTTP date; nothing when it is neither. Never negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseRetryAfter(QByteArrayView value,
                                                                       const QDateTime &now);

class Retrier final
{
public:
    Retrier(const RetryPolicy &policy, Clock &clock, const CancelToken &cancel)
        : m_policy(policy), m_clock(clock), m_cancel(cancel)
    {
    }

    /// Counts a failed attempt. Waits and succeeds when another one is right; otherwise returns the error to
    /// report: `error` itself, with the number of attempts if there were several, or Cancelled.
    [[nodiscard]] Result<void> pause(const Error &error,
                                     std::optional<std::chrono::milliseconds> retryAfter = {});
    /// Attempts that failed so far.
    [[nodiscard]] int failures() const { return m_failures; }
    /// Something moved in between: the next wait begins small again, and all attempts are open.
    void noteProgress() { m_failures = 0; }

private:
    const RetryPolicy &m_policy;
    Clock &m_clock;
    const CancelToken m_cancel;
    int m_failures = 0;
};

} // namespace lifeboat
