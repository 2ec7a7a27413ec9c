// SPDX-License-Identifier: GPL-3.0-or-later
// How many parts to keep in flight: one more while that makes the upload faster, half as many when the store
// or the line has had enough. Pure bookkeeping; the caller locks and tells the time.
#pragma once

#include <QtGlobal>

#include <chrono>

namespace lifeboat {

class AdaptiveWindow final
{
public:
    /// `maximum` ≥ 1. Begins with 3, never goes below 2, as far as the maximum allows.
    AdaptiveWindow(int maximum, std::chrono::milliseconds now);

    [[nodiscard]] int limit() const { return m_limit; }
    /// `bytes` were accepted.
    void noteDone(qint64 bytes, std::chrono::milliseconds now);
    /// 429, 503 or a time-out.
    void notePushback(std::chrono::milliseconds now);

private:
    void beginRound(std::chrono::milliseconds now);

    const int m_maximum;
    int m_limit;
    // A round is as many parts as the window is wide; its rate is compared with the one before.
    std::chrono::milliseconds m_roundStart;
    qint64 m_roundBytes = 0;
    int m_roundParts = 0;
    double m_bestRate = 0;  ///< bytes/ms
    bool m_settled = false; ///< the last widening brought nothing
};

} // namespace lifeboat
