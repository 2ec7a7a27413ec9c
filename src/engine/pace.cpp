// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pace.h"

#include <algorithm>

namespace lifeboat {

using namespace std::chrono_literals;

void Pace::note(const JobProgress &progress, std::chrono::milliseconds now)
{
    if (!m_begun || progress.stage != m_latest.stage)
        m_start = now;
    m_begun = true;
    m_latest = progress;
    m_now = now;
}

std::optional<double> Pace::share() const
{
    if (m_latest.total <= 0)
        return std::nullopt;
    return std::clamp(static_cast<double>(m_latest.done) / static_cast<double>(m_latest.total), 0.0, 1.0);
}

std::optional<double> Pace::bytesPerSecond() const
{
    const auto took = m_now - m_start;
    if (took <= 500ms || m_latest.done <= 0 || m_latest.stage == Stage::Prune)
        return std::nullopt;
    return static_cast<double>(m_latest.done) / std::chrono::duration<double>(took).count();
}

std::optional<std::chrono::milliseconds> Pace::left() const
{
    const auto rate = bytesPerSecond();
    if (!rate || m_latest.total <= 0)
        return std::nullopt;
    const auto seconds = static_cast<double>(std::max<qint64>(0, m_latest.total - m_latest.done)) / *rate;
    return std::chrono::milliseconds(static_cast<qint64>(seconds * 1000));
}

} // namespace lifeboat
