// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/health.h"

#include <algorithm>

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr auto grace = 1h;
constexpr auto clockTolerance = 5min;

QDateTime after(const QDateTime &time, std::chrono::seconds duration)
{
    return time.addSecs(duration.count());
}

/// The next two times a backup is to be there that was not made by `fresh`.
struct Dues
{
    QDateTime first;
    QDateTime second;
};

Dues duesAfter(Schedule schedule, const QDateTime &fresh, const QTimeZone &zone)
{
    if (!isClocked(schedule)) {
        const QDateTime first = after(fresh, schedule.interval);
        return {first, after(first, schedule.interval)};
    }
    schedule.enabled = true; // how fresh it is does not depend on whether there is more to come
    const QDateTime first = nextByTheClock(schedule, fresh, zone);
    return {first, nextByTheClock(schedule, first, zone)};
}

} // namespace

HealthReport healthOf(const Profile &profile, const QList<BackupEntry> &newestFirst, const QDateTime &now,
                      const QDateTime &confirmedAt, const QTimeZone &zone)
{
    const Schedule &schedule = profile.schedule;
    HealthReport report;
    const QDateTime latest = after(now, clockTolerance);
    const auto newest = std::find_if(newestFirst.cbegin(), newestFirst.cend(),
                                     [&](const BackupEntry &entry) { return entry.takenAt <= latest; });
    if (newest == newestFirst.cend()) {
        report.health = Health::Critical;
        if (schedule.enabled)
            report.nextDue = isClocked(schedule) ? nextByTheClock(schedule, now, zone) : now;
        return report;
    }
    report.lastBackup = newest->takenAt;
    const bool isConfirmed = confirmedAt.isValid() && confirmedAt <= latest;
    report.freshAt = isConfirmed ? std::max(report.lastBackup, confirmedAt) : report.lastBackup;
    const Dues dues = duesAfter(schedule, report.freshAt, zone);
    if (schedule.enabled)
        report.nextDue = dues.first;
    const std::chrono::seconds period = periodsOf(schedule, report.freshAt, zone).shortest;
    const QDateTime late = std::max(dues.first, after(report.freshAt, period));
    const QDateTime missed = std::max(dues.second, after(report.freshAt, 2 * period));
    if (now < after(late, schedule.jitter + grace))
        report.health = Health::Healthy;
    else if (now < after(missed, schedule.jitter))
        report.health = Health::Warning;
    else
        report.health = Health::Critical;
    return report;
}

} // namespace lifeboat
