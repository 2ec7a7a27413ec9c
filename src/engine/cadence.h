// SPDX-License-Identifier: GPL-3.0-or-later
// When backups were made, and when one was due and is not there: the calendar under the list. A pure function
// over what the store itself lists.
#pragma once

#include "engine/listing.h"

namespace lifeboat {

enum class CadenceMark {
    BeforeFirst, ///< older than the oldest backup there is: never made, or no longer kept
    Made,
    NotDue, ///< none, and none was due: the one before was still fresh, or the schedule is off
    Missed, ///< none, although one was due
};

struct CadenceCell
{
    QDateTime from; ///< UTC, included
    QDateTime to;   ///< UTC, excluded; later than now in the last cell
    CadenceMark mark = CadenceMark::BeforeFirst;
    int backups = 0;  ///< how many in this cell
    QDateTime newest; ///< UTC; invalid when there is none
};

/// The last eight weeks, oldest first, a cell for each interval of the schedule in whole days (for intervals
/// of a day or more) or whole hours; at least 12 cells and at most 56. For times of day it is the shortest
/// gap between them, or a day where longer gaps differ. Days begin at local midnight, as it is now in `zone`.
///
/// A cell without a backup is Missed when, while the schedule is on, the backup before it became older than
/// the interval and an hour of grace (a quarter of the interval for those under four hours) before the cell
/// ended; an unfinished cell is judged as of `now`. So runs that drift across the border of a cell miss
/// nothing. By the clock it is Missed when a time that the backup before it does not cover, with its jitter
/// and the grace, ran out in the cell. A schedule that skips unchanged databases misses nothing, as the list
/// cannot tell a run that found nothing new from none. `newestFirst` is what listBackups() returns.
[[nodiscard]] QList<CadenceCell> cadenceOf(const Profile &profile, const QList<BackupEntry> &newestFirst,
                                           const QDateTime &now, const QTimeZone &zone = QTimeZone::utc());

} // namespace lifeboat
