// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wallclock.h"

#include <algorithm>

namespace lifeboat {

namespace {

/// No zone was ever further from UTC, nor put its clocks back by more.
constexpr qint64 furthest = 26 * 60 * 60;

} // namespace

qint64 WallClock::offsetAt(qint64 moment) const
{
    return m_zone.isValid() ? m_zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(moment, Qt::UTC)) : 0;
}

qint64 WallClock::shownAt(qint64 moment) const
{
    return moment + offsetAt(moment);
}

std::optional<WallClock::Change> WallClock::changeBetween(qint64 from, qint64 to) const
{
    const qint64 before = offsetAt(from);
    const qint64 after = offsetAt(to);
    if (before == after)
        return {};
    while (to - from > 1) {
        const qint64 middle = from + (to - from) / 2;
        (offsetAt(middle) == before ? from : to) = middle;
    }
    return Change{to, before, after};
}

qint64 WallClock::latestShownBy(qint64 moment) const
{
    const qint64 shown = shownAt(moment);
    const std::optional<Change> change = changeBetween(moment - furthest, moment);
    return change ? std::max(shown, change->at - 1 + change->before) : shown;
}

qint64 WallClock::firstShowing(qint64 shown) const
{
    const qint64 earliest = shown - furthest;
    const std::optional<Change> change = changeBetween(earliest, shown + furthest);
    if (!change)
        return shown - offsetAt(earliest);
    const qint64 beforeTheChange = shown - change->before;
    return beforeTheChange < change->at ? beforeTheChange : std::max(change->at, shown - change->after);
}

} // namespace lifeboat
