// SPDX-License-Identifier: GPL-3.0-or-later
// A limit in bytes per second that several connections share. Thread-safe. Fills in the Clock's time, keeps
// at most a twentieth of a second's worth, so that nothing leaves in bursts.
#pragma once

#include "base/clock.h"

#include <memory>
#include <mutex>

namespace lifeboat {

class TokenBucket final
{
public:
    /// `bytesPerSecond` is at least 1.
    TokenBucket(qint64 bytesPerSecond, std::shared_ptr<Clock> clock);
    Q_DISABLE_COPY_MOVE(TokenBucket)

    /// Takes up to `wanted` bytes and returns how many may move now; 0: none yet. Never waits.
    [[nodiscard]] qint64 take(qint64 wanted);
    /// Takes between 1 and `wanted` bytes, waiting for them. ErrorCode::Cancelled when the wait was cut
    /// short.
    [[nodiscard]] Result<qint64> wait(qint64 wanted, const CancelToken &cancel);

private:
    const qint64 m_rate;
    const double m_depth; ///< bytes the bucket holds when nobody takes
    const std::shared_ptr<Clock> m_clock;
    std::mutex m_mutex;
    double m_tokens = 0;
    std::chrono::milliseconds m_filled;
};

} // namespace lifeboat
