// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/healthwatch.h"

#include "base/log.h"

namespace lifeboat {

namespace {

struct Listing
{
    Profile profile;
    QList<BackupEntry> newestFirst;
};

Result<Listing> listingOf(const ConsoleContext &console, const QString &name, const JobControl &control)
{
    const auto loaded = console.profiles.load(name, control.cancel);
    if (!loaded)
        return fail(loaded.error());
    auto backups = console.backups.list(*loaded, control);
    if (!backups)
        return fail(backups.error());
    return Listing{loaded->profile, std::move(*backups)};
}

} // namespace

HealthWatch::HealthWatch(ConsoleContext console, ProfileModel &profiles, QObject *parent)
    : QObject(parent), m_console(console), m_profiles(profiles)
{
}

void HealthWatch::refreshAllBut(const QString &shown)
{
    for (const QString &name : m_console.profiles.names()) {
        if (name != shown)
            refresh(name);
    }
}

void HealthWatch::refresh(const QString &name)
{
    const auto job = m_console.jobs.start<Listing>(
        JobKind::List, name,
        [console = m_console, name](const JobControl &control) { return listingOf(console, name, control); },
        this,
        [this, name](const Result<Listing> &listing) {
            if (listing)
                noteBackups(listing->profile, listing->newestFirst);
            else
                noteUnreachable(name);
        });
    if (!job)
        qCWarning(logEngine).noquote() << describe(job.error());
}

void HealthWatch::noteBackups(const Profile &profile, const QList<BackupEntry> &newestFirst)
{
    const QDateTime now = m_console.backups.clock().utcNow();
    m_profiles.setHealth(profile.id, healthOf(profile, newestFirst, now), now);
    Q_EMIT listed(profile, newestFirst);
    Q_EMIT changed(profile.id);
}

void HealthWatch::noteUnreachable(const QString &profile)
{
    m_profiles.setHealth(profile, {}, m_console.backups.clock().utcNow());
    Q_EMIT changed(profile);
}

} // namespace lifeboat
