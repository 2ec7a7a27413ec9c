// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/adaptivewindow.h"

#include <algorithm>

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr int firstLimit = 3;
constexpr int lowestLimit = 2;
constexpr double worthwhileGain = 1.05;

} // namespace

AdaptiveWindow::AdaptiveWindow(int maximum, std::chrono::milliseconds now)
    : m_maximum(std::max(maximum, 1)), m_limit(std::min(firstLimit, m_maximum)), m_roundStart(now)
{
}

void AdaptiveWindow::noteDone(qint64 bytes, std::chrono::milliseconds now)
{
    m_roundBytes += bytes;
    if (++m_roundParts < m_limit)
        return;
    const double took = static_cast<double>(std::max(now - m_roundStart, 1ms).count());
    const double rate = static_cast<double>(m_roundBytes) / took;
    if (!m_settled) {
        if (rate > m_bestRate * worthwhileGain)
            m_limit = std::min(m_limit + 1, m_maximum);
        else
            m_settled = true;
    }
    m_bestRate = std::max(m_bestRate, rate);
    beginRound(now);
}

void AdaptiveWindow::notePushback(std::chrono::milliseconds now)
{
    m_limit = std::max(m_limit / 2, std::min(lowestLimit, m_maximum));
    m_settled = true; // the store has said where its limit is
    beginRound(now);
}

void AdaptiveWindow::beginRound(std::chrono::milliseconds now)
{
    m_roundStart = now;
    m_roundBytes = 0;
    m_roundParts = 0;
}

} // namespace lifeboat
