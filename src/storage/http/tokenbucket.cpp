// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/tokenbucket.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

TokenBucket::TokenBucket(qint64 bytesPerSecond, std::shared_ptr<Clock> clock)
    : m_rate(std::max<qint64>(bytesPerSecond, 1)), m_depth(std::max(static_cast<double>(m_rate) / 20, 1.0)),
      m_clock(std::move(clock)), m_filled(m_clock->monotonic())
{
}

qint64 TokenBucket::take(qint64 wanted)
{
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock->monotonic();
    const double earned = static_cast<double>(m_rate) * static_cast<double>((now - m_filled).count()) / 1000;
    m_tokens = std::min(m_tokens + earned, m_depth);
    m_filled = now;
    const qint64 granted = std::min(wanted, static_cast<qint64>(m_tokens));
    m_tokens -= static_cast<double>(granted);
    return granted;
}

Result<qint64> TokenBucket::wait(qint64 wanted, const CancelToken &cancel)
{
    // A step is short enough that the bucket cannot overflow (and lose what it earned) while we sleep.
    const auto step = std::clamp<std::chrono::milliseconds>(1000ms / m_rate, 10ms, 1000ms);
    for (;;) {
        if (const qint64 granted = take(wanted); granted > 0)
            return granted;
        if (!m_clock->sleep(step, cancel))
            return fail(cancel.check(u"http.throttle"_s).error());
    }
}

} // namespace lifeboat
