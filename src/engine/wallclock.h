// SPDX-License-Identifier: GPL-3.0-or-later
// What the clocks on the walls of a zone show, and when. They skip an hour in spring and show one twice in
// autumn, and QDateTime's own reading of such times differs between Qt's versions and its sources of zones;
// here all follows from the offset at a moment, which is never in doubt. Pure.
#pragma once

#include <QDateTime>
#include <QTimeZone>

#include <optional>

namespace lifeboat {

/// Moments are seconds since 1970 in UTC. What is shown is the date and time on the wall, counted as if the
/// wall were in UTC. A zone that is not valid is UTC.
class WallClock final
{
public:
    explicit WallClock(const QTimeZone &zone) : m_zone(zone) {}

    [[nodiscard]] qint64 shownAt(qint64 moment) const;
    /// The latest that was shown up to `moment`, which is more than it shows while an hour is shown again.
    [[nodiscard]] qint64 latestShownBy(qint64 moment) const;
    /// The first moment that shows `shown` or, when that is skipped, more.
    [[nodiscard]] qint64 firstShowing(qint64 shown) const;

private:
    /// From the moment `at` on clocks have another offset, in seconds, than before.
    struct Change
    {
        qint64 at;
        qint64 before;
        qint64 after;
    };
    [[nodiscard]] qint64 offsetAt(qint64 moment) const;
    /// The one change in (from, to], which are less than a few days apart.
    [[nodiscard]] std::optional<Change> changeBetween(qint64 from, qint64 to) const;

    const QTimeZone m_zone;
};

} // namespace lifeboat
