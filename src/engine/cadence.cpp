// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cadence.h"

#include <algorithm>

namespace lifeboat {

using namespace std::chrono_literals;
using std::chrono::seconds;

namespace {

constexpr seconds day = 24h;
constexpr seconds span = 56 * day;
constexpr qint64 fewestCells = 12;
constexpr qint64 mostCells = 56;

seconds roundedUp(seconds duration, seconds unit)
{
    return (duration + unit - 1s) / unit * unit;
}

/// The interval in whole days or hours, so that cells have borders people know.
seconds cellLength(seconds interval)
{
    return roundedUp(std::max<seconds>(interval, 1h), interval >= day ? day : seconds(1h));
}

/// The first border after `now`: midnight for cells of days; for shorter ones a border that midnight shares,
/// when that can be, or else the full hour.
qint64 endOfLastCell(const QDateTime &now, seconds cell, int offsetFromUtc)
{
    const seconds unit = cell >= day ? day : day % cell == 0s ? cell : seconds(1h);
    const qint64 local = now.toSecsSinceEpoch() + offsetFromUtc;
    return (local / unit.count() + 1) * unit.count() - offsetFromUtc;
}

/// Whether a backup was due between `previous` and `until` and not made.
bool wasDue(const Profile &profile, const QDateTime &previous, const QDateTime &until)
{
    const seconds grace = std::min<seconds>(1h, profile.schedule.interval / 4);
    return profile.schedule.enabled && previous.addSecs((profile.schedule.interval + grace).count()) < until;
}

} // namespace

QList<CadenceCell> cadenceOf(const Profile &profile, const QList<BackupEntry> &newestFirst,
                             const QDateTime &now, int offsetFromUtc)
{
    const seconds length = cellLength(profile.schedule.interval);
    const qint64 count = std::clamp<qint64>(span / length, fewestCells, mostCells);
    QDateTime end = QDateTime::fromSecsSinceEpoch(endOfLastCell(now, length, offsetFromUtc), Qt::UTC);

    // From the newest cell back, walking the list alongside.
    QList<CadenceCell> cells(count);
    auto entry = newestFirst.cbegin();
    for (auto cell = cells.rbegin(); cell != cells.rend(); ++cell) {
        cell->to = end;
        cell->from = end.addSecs(-length.count());
        end = cell->from;
        while (entry != newestFirst.cend() && entry->takenAt >= cell->to) // dated in the future
            ++entry;
        for (; entry != newestFirst.cend() && entry->takenAt >= cell->from; ++entry) {
            if (cell->backups++ == 0)
                cell->newest = entry->takenAt;
        }
        if (cell->backups > 0)
            cell->mark = CadenceMark::Made;
        else if (entry != newestFirst.cend())
            cell->mark = wasDue(profile, entry->takenAt, std::min(cell->to, now)) ? CadenceMark::Missed
                                                                                  : CadenceMark::NotDue;
    }
    return cells;
}

} // namespace lifeboat
