// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/restoreguard.h"

#include "base/text.h"

namespace lifeboat {

namespace {

/// From the check on, the last stage that takes its time before the first that must not be cut off: logind
/// takes a moment to answer.
bool mustNotBeCutOff(Stage stage)
{
    return stage == Stage::Check || stage == Stage::Stop || stage == Stage::Swap || stage == Stage::Start;
}

} // namespace

RestoreGuard::RestoreGuard(const Jobs &jobs, const QDBusConnection &systemBus, QObject *parent)
    : QObject(parent), m_lock(systemBus)
{
    connect(&jobs, &Jobs::started, this, [this](const Job *job) { follow(*job); });
    connect(&jobs, &Jobs::finished, this, [this](const Job *job) {
        if (m_guarded.remove(job) && m_guarded.isEmpty())
            m_lock.release();
    });
}

void RestoreGuard::follow(const Job &job)
{
    if (job.kind() != JobKind::Restore && job.kind() != JobKind::UndoRestore)
        return;
    connect(&job, &Job::progressed, this, [this, &job](const JobProgress &progress) {
        if (m_guarded.contains(&job) || !mustNotBeCutOff(progress.stage))
            return;
        m_guarded.insert(&job);
        if (m_guarded.size() == 1)
            m_lock.take(Text::tr("A database is being restored: %1").arg(job.profile()),
                        InhibitorLock::Mode::Block);
    });
}

} // namespace lifeboat
