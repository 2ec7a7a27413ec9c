// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/admindesk.h"

namespace lifeboat {

AdminDesk::AdminDesk(const ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, Scheduler &scheduler,
                     const HealthMonitor &health, QObject *parent)
    : QObject(parent), m_profiles(profiles), m_backups(backups), m_jobs(jobs), m_scheduler(scheduler),
      m_health(health)
{
    connect(&m_scheduler, &Scheduler::succeeded, this, &AdminDesk::tellBackedUp);
    connect(&m_scheduler, &Scheduler::failed, this,
            [this](const QString &profile, const Error &error) { tellBackedUp(profile, fail(error)); });
}

void AdminDesk::backUp(const QString &profile, const BackedUp &done)
{
    if (const auto begun = m_scheduler.backUpNow(profile))
        m_backingUp.insert(profile, done);
    else
        done(fail(begun.error()));
}

void AdminDesk::tellBackedUp(const QString &profile, const Result<BackupReport> &result)
{
    if (const BackedUp done = m_backingUp.take(profile))
        done(result);
}

void AdminDesk::list(const QString &profile, const Listed &done)
{
    const bool isListing = m_listing.contains(profile);
    m_listing[profile].append(done);
    if (isListing)
        return;
    const auto begun = m_jobs.start<QList<BackupEntry>>(
        JobKind::List, profile,
        [&profiles = m_profiles, &backups = m_backups,
         profile](const JobControl &control) -> Result<QList<BackupEntry>> {
            const auto loaded = profiles.load(profile, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            return backups.list(*loaded, control);
        },
        this, [this, profile](const Result<QList<BackupEntry>> &listed) { tellListed(profile, listed); });
    if (!begun)
        tellListed(profile, fail(begun.error()));
}

void AdminDesk::tellListed(const QString &profile, const Result<QList<BackupEntry>> &result)
{
    for (const Listed &done : m_listing.take(profile))
        done(result);
}

ProfileHealth AdminDesk::health(const QString &profile) const
{
    const StoreHealth store = m_health.stateOf(profile);
    return {store, m_scheduler.knows(profile) ? m_scheduler.next(profile).at : store.report.nextDue};
}

} // namespace lifeboat
