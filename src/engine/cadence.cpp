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

/// In whole days or hours, so that cells have borders people know.
seconds cellLength(const PeriodRange &periods)
{
    const bool isRegular = periods.shortest == periods.longest;
    const seconds period = isRegular ? periods.shortest : std::min(periods.shortest, day);
    return roundedUp(std::max<seconds>(period, 1h), period >= day ? day : seconds(1h));
}

/// The first border after `now`: midnight for cells of days; for shorter ones a border that midnight shares,
/// when that can be, or else the full hour.
qint64 endOfLastCell(const QDateTime &now, seconds cell, int offsetFromUtc)
{
    const seconds unit = cell >= day ? day : day % cell == 0s ? cell : seconds(1h);
    const qint64 local = now.toSecsSinceEpoch() + offsetFromUtc;
    return (local / unit.count() + 1) * unit.count() - offsetFromUtc;
}

/// What a schedule promised.
class Promise final
{
public:
    Promise(const Schedule &schedule, const QDateTime &now, const QTimeZone &zone)
        : m_schedule(schedule), m_zone(zone), m_periods(periodsOf(schedule, now, zone)),
          m_allowance(schedule.jitter + graceOf(m_periods.shortest))
    {
    }
    Q_DISABLE_COPY_MOVE(Promise)

    [[nodiscard]] const PeriodRange &periods() const { return m_periods; }

    /// Whether a backup after `previous` was due in [from, until) and did not come in time: the next one is
    /// from `next`, or there was none until then.
    [[nodiscard]] bool wasMissed(const QDateTime &previous, const QDateTime &from, const QDateTime &until,
                                 const QDateTime &next) const
    {
        if (!m_schedule.enabled || m_schedule.skipUnchanged)
            return false;
        const QDateTime begin = std::max(previous, from.addSecs(-1));
        const QDateTime due = isClocked(m_schedule) ? nextByTheClock(m_schedule, begin, m_zone)
                                                    : previous.addSecs(m_schedule.interval.count());
        return due.isValid() && due < until && due.addSecs(m_allowance.count()) < next;
    }

private:
    const Schedule &m_schedule;
    const QTimeZone &m_zone;
    const PeriodRange m_periods;
    const seconds m_allowance; ///< how late a backup may be
};

} // namespace

QList<CadenceCell> cadenceOf(const Profile &profile, const QList<BackupEntry> &newestFirst,
                             const QDateTime &now, const QTimeZone &zone)
{
    const Promise promise(profile.schedule, now, zone);
    const seconds length = cellLength(promise.periods());
    const qint64 count = std::clamp<qint64>(span / length, fewestCells, mostCells);
    QDateTime end =
        QDateTime::fromSecsSinceEpoch(endOfLastCell(now, length, zone.offsetFromUtc(now)), Qt::UTC);

    // From the newest cell back, walking the list alongside.
    QList<CadenceCell> cells(count);
    auto entry = newestFirst.cbegin();
    QDateTime next = now;
    for (auto cell = cells.rbegin(); cell != cells.rend(); ++cell) {
        cell->to = end;
        cell->from = end.addSecs(-length.count());
        end = cell->from;
        while (entry != newestFirst.cend() && entry->takenAt >= cell->to) // dated in the future
            ++entry;
        for (; entry != newestFirst.cend() && entry->takenAt >= cell->from; ++entry) {
            if (cell->backups++ == 0)
                cell->newest = entry->takenAt;
            next = entry->takenAt;
        }
        if (cell->backups > 0)
            cell->mark = CadenceMark::Made;
        else if (entry != newestFirst.cend())
            cell->mark = promise.wasMissed(entry->takenAt, cell->from, cell->to, next) ? CadenceMark::Missed
                                                                                       : CadenceMark::NotDue;
    }
    return cells;
}

} // namespace lifeboat
