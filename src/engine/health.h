// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a profile's backups are as fresh as its schedule promises. Pure functions over what the store
// itself lists, so that every machine says the same.
#pragma once

#include "engine/listing.h"

#include <optional>

namespace lifeboat {

enum class Health {
    Unknown, ///< the store has not been asked, or could not be reached
    Healthy,
    Warning,
    Critical, ///< also when there is no backup at all
};

/// Of restore drills of these backups, on any machine. UTC; invalid: never.
struct DrillDates
{
    QDateTime latest;       ///< whatever came out
    QDateTime restored;     ///< the latest that proved a backup restorable
    bool hasFailed = false; ///< the latest one did not

    bool operator==(const DrillDates &) const = default;
};

struct HealthReport
{
    Health health = Health::Unknown;
    QDateTime lastBackup; ///< UTC; invalid when there is none
    QDateTime freshAt;    ///< UTC: as of when it is what a new one would be; not before lastBackup
    QDateTime nextDue;    ///< UTC; invalid when the schedule is off
    std::optional<DrillDates> drills; ///< nothing: the store was not asked for them
};

/// Healthy while the newest backup is younger than the interval and one hour, Warning while it is younger
/// than twice the interval, else Critical: 25 and 48 hours for a daily backup. (For intervals under an hour
/// the hour of grace is the later one, and there is no Warning.) A backup dated more than five minutes after
/// `now` is not believed. `newestFirst` is what listBackups() returns.
///
/// By the clock it is the times themselves that count: Healthy until an hour after the first time that the
/// newest backup does not cover, Warning until the second; so nothing is late over a weekend that has no
/// times. A backup younger than an interval as short as the shortest gap between times may be is no worse
/// than that interval would have it, which keeps the 25 and 48 hours for "03:00" and a backup made by hand.
/// Jitter is allowed for.
///
/// `confirmedAt`, when given, is when the database was last found not to have changed since that backup,
/// which is then as fresh as one made at that time. Without a backup it means nothing.
[[nodiscard]] HealthReport healthOf(const Profile &profile, const QList<BackupEntry> &newestFirst,
                                    const QDateTime &now, const QDateTime &confirmedAt = {},
                                    const QTimeZone &zone = QTimeZone::systemTimeZone());

} // namespace lifeboat
