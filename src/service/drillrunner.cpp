// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/drillrunner.h"

#include "base/log.h"

#include <algorithm>

namespace lifeboat {

using namespace std::chrono_literals;

namespace {

constexpr auto rest = 10min;

bool isPaused(const ScheduleMemory &memory, const QDateTime &now)
{
    return memory.pausedForGood || (memory.pausedUntil.isValid() && memory.pausedUntil > now);
}

/// An invalid time is before all others.
DrillRunner::Latest laterOf(const DrillRunner::Latest &one, const DrillRunner::Latest &other)
{
    return one.at.isValid() && !(one.at <= other.at) ? one : other;
}

} // namespace

DrillRunner::DrillRunner(ProfileCatalog &profiles, BackupService &backups, Jobs &jobs, Remember remember,
                         QObject *parent)
    : QObject(parent), m_profiles(profiles), m_backups(backups), m_jobs(jobs), m_remember(std::move(remember))
{
    // Those that a person holds count as well.
    connect(&m_jobs, &Jobs::finished, this, [this](const Job *job, const std::optional<Error> &error) {
        if (job->kind() == JobKind::Drill && job->trigger() != RunTrigger::Schedule && !error)
            noteLatest(job->profile(),
                       {m_backups.clock().utcNow(), job->record().outcome == RunOutcome::Failed});
    });
}

void DrillRunner::begin()
{
    m_begun = m_backups.clock().monotonic();
}

void DrillRunner::noteLatest(const QString &profile, const Latest &latest)
{
    m_latest.insert(profile, laterOf(latest, m_latest.value(profile)));
}

void DrillRunner::consider(const QString &profile, const DrillSettings &settings,
                           const ScheduleMemory &memory, const Surroundings &surroundings)
{
    if (isDue(profile, settings, memory, surroundings) && !isHolding())
        start(profile);
}

bool DrillRunner::isDue(const QString &profile, const DrillSettings &settings, const ScheduleMemory &memory,
                        const Surroundings &surroundings) const
{
    const QDateTime now = m_backups.clock().utcNow();
    const bool isRested = m_begun && m_backups.clock().monotonic() - *m_begun >= rest;
    const bool hasBackup = memory.lastSuccess.isValid();
    if (!isRested || !hasBackup || !m_latest.contains(profile) || isPaused(memory, now))
        return false;
    const Latest latest = laterOf({memory.drilled, memory.drillFailed}, m_latest.value(profile));
    return drillDue(settings, {latest.at, memory.drillTried, latest.hasFailed}, surroundings, now);
}

bool DrillRunner::isHolding() const
{
    const auto running = m_jobs.running();
    return std::any_of(running.cbegin(), running.cend(),
                       [](const Job *job) { return job->kind() == JobKind::Drill; });
}

void DrillRunner::start(const QString &profile)
{
    const auto job = m_jobs.start<DrillReport>(
        JobKind::Drill, profile,
        [&profiles = m_profiles, &backups = m_backups,
         profile](const JobControl &control) -> Result<DrillReport> {
            const auto loaded = profiles.load(profile, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            if (loaded->missingSecret)
                return fail(*loaded->missingSecret);
            return backups.drill(*loaded, {}, control);
        },
        this, [this, profile](const Result<DrillReport> &result) { note(profile, result); },
        RunTrigger::Schedule);
    if (!job)
        return;
    // Before its end is known: one that takes the program down is not begun again at once.
    const QDateTime now = m_backups.clock().utcNow();
    m_remember(profile, [now](ScheduleMemory &memory) { memory.drillTried = now; });
}

void DrillRunner::note(const QString &profile, const Result<DrillReport> &result)
{
    if (!result) {
        Q_EMIT failed(profile, result.error());
        return;
    }
    const Latest latest{result->proof.at, result->problem.has_value()};
    noteLatest(profile, latest);
    m_remember(profile, [latest](ScheduleMemory &memory) {
        memory.drilled = latest.at;
        memory.drillFailed = latest.hasFailed;
    });
    Q_EMIT held(profile, *result);
}

} // namespace lifeboat
