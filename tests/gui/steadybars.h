// SPDX-License-Identifier: GPL-3.0-or-later
// A rule for whatever is shown while something runs.
#pragma once

#include <QProgressBar>

#include <algorithm>

namespace lifeboat {

/// Whether a bar runs to and fro: it says nothing that words do not say, and moves before people who asked
/// for less of that.
inline bool hasBusyBar(const QWidget &window)
{
    const auto bars = window.findChildren<QProgressBar *>();
    return std::ranges::any_of(bars, [&window](const QProgressBar *bar) {
        return bar->isVisibleTo(&window) && bar->minimum() == bar->maximum();
    });
}

} // namespace lifeboat
