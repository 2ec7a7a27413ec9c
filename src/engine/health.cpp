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

} // namespace

HealthReport healthOf(const Profile &profile, const QList<BackupEntry> &newestFirst, const QDateTime &now)
{
    HealthReport report;
    const QDateTime latest = after(now, clockTolerance);
    const auto newest = std::find_if(newestFirst.cbegin(), newestFirst.cend(),
                                     [&](const BackupEntry &entry) { return entry.takenAt <= latest; });
    if (newest == newestFirst.cend()) {
        report.health = Health::Critical;
        if (profile.schedule.enabled)
            report.nextDue = now;
        return report;
    }
    report.lastBackup = newest->takenAt;
    if (profile.schedule.enabled)
        report.nextDue = after(report.lastBackup, profile.schedule.interval);
    if (now < after(report.lastBackup, profile.schedule.interval + grace))
        report.health = Health::Healthy;
    else if (now < after(report.lastBackup, 2 * profile.schedule.interval))
        report.health = Health::Warning;
    else
        report.health = Health::Critical;
    return report;
}

} // namespace lifeboat
