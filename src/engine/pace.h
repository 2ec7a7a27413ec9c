// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a job goes and how long it will still take, for those who draw its progress. No clock of its own;
// one thread.
#pragma once

#include "engine/progress.h"

#include <chrono>
#include <optional>

namespace lifeboat {

class Pace final
{
public:
    /// `now` is monotonic. A new stage starts the measurement anew.
    void note(const JobProgress &progress, std::chrono::milliseconds now);
    /// From 0 to 1; nothing while the whole is unknown.
    [[nodiscard]] std::optional<double> share() const;
    /// Over the whole stage so far; nothing in its first half second and for stages that do not count bytes.
    [[nodiscard]] std::optional<double> bytesPerSecond() const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> left() const;

private:
    JobProgress m_latest;
    bool m_begun = false;
    std::chrono::milliseconds m_start{0};
    std::chrono::milliseconds m_now{0};
};

} // namespace lifeboat
