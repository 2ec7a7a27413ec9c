// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/healthwords.h"

#include "gui/common/icons.h"
#include "gui/common/nextwords.h"
#include "gui/common/timewords.h"

#include <QCoreApplication>

namespace lifeboat {

namespace {

struct HealthWords
{
    Q_DECLARE_TR_FUNCTIONS(HealthWords)
};

QString lastWords(const StoreHealth &health, const QDateTime &now)
{
    if (health.problem)
        return HealthWords::tr("not reachable");
    if (health.report.health == Health::Unknown)
        return HealthWords::tr("asking its store");
    if (!health.report.lastBackup.isValid())
        return HealthWords::tr("no backup yet");
    if (health.report.lastBackup.secsTo(now) < 60)
        return HealthWords::tr("just now");
    return HealthWords::tr("%1 ago", "time span").arg(spanWords(health.report.lastBackup, now));
}

} // namespace

bool isFirstBeingMade(const StoreHealth &health, const NextRun &next)
{
    return next.reason == WaitReason::Busy && !health.problem && health.report.health != Health::Unknown
           && !health.report.lastBackup.isValid();
}

QString healthWords(const StoreHealth &health, const QDateTime &now)
{
    if (health.problem)
        return HealthWords::tr("Its store cannot be reached since %1 or earlier", "time")
            .arg(whenWords(health.since, now));
    if (health.report.health == Health::Unknown)
        return HealthWords::tr("The store has not answered yet");
    if (!health.report.lastBackup.isValid())
        return HealthWords::tr("No backup yet");
    if (health.report.freshAt > health.report.lastBackup) {
        return HealthWords::tr("%1, unchanged since the backup %2 ago", "health, time span")
            .arg(healthName(health.report.health), spanWords(health.report.lastBackup, now));
    }
    return HealthWords::tr("%1, last backup %2 ago", "health, time span")
        .arg(healthName(health.report.health), spanWords(health.report.lastBackup, now));
}

QString shortStatusWords(const StoreHealth &health, const NextRun &next, const QDateTime &now)
{
    if (isFirstBeingMade(health, next))
        return HealthWords::tr("first backup is being made");
    const QString coming = shortNextWords(next, now);
    if (coming.isEmpty())
        return lastWords(health, now);
    return HealthWords::tr("%1 · %2", "last backup, what comes next").arg(lastWords(health, now), coming);
}

} // namespace lifeboat
