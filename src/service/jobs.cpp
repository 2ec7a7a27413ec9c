// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/jobs.h"

#include "base/text.h"

#include <algorithm>
#include <mutex>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Enough that a listing never waits for the backups of several profiles. The threads mostly wait.
constexpr int mostThreads = 8;

bool onlyLooks(JobKind kind)
{
    return kind == JobKind::List || kind == JobKind::Check || kind == JobKind::Verify
           || kind == JobKind::Download;
}

/// Between the worker's thread and the window's: the latest progress, and whether the window has been told.
class Mailbox final
{
public:
    /// True when nobody has been told since the last collect().
    bool put(const JobProgress &progress)
    {
        const std::lock_guard lock(m_mutex);
        m_latest = progress;
        return !std::exchange(m_told, true);
    }

    JobProgress collect()
    {
        const std::lock_guard lock(m_mutex);
        m_told = false;
        return m_latest;
    }

private:
    std::mutex m_mutex;
    JobProgress m_latest;
    bool m_told = false;
};

} // namespace

QString jobTitle(JobKind kind)
{
    switch (kind) {
    case JobKind::List: return Text::tr("Listing backups");
    case JobKind::Check: return Text::tr("Checking");
    case JobKind::Backup: return Text::tr("Backing up");
    case JobKind::Verify: return Text::tr("Verifying");
    case JobKind::Restore: return Text::tr("Restoring");
    case JobKind::UndoRestore: return Text::tr("Undoing the restore");
    case JobKind::Download: return Text::tr("Downloading");
    case JobKind::Delete: return Text::tr("Deleting backups");
    case JobKind::Prune: return Text::tr("Removing expired backups");
    }
    Q_UNREACHABLE();
}

Job::Job(JobKind kind, QString profile, QObject *parent)
    : QObject(parent), m_kind(kind), m_profile(std::move(profile))
{
}

Jobs::Jobs(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(mostThreads);
}

Jobs::~Jobs()
{
    for (Job *job : std::as_const(m_running))
        job->cancel();
    m_pool.waitForDone();
}

Job *Jobs::changing(const QString &profile) const
{
    const auto found = std::find_if(m_running.cbegin(), m_running.cend(), [&](const Job *job) {
        return job->profile() == profile && !onlyLooks(job->kind());
    });
    return found == m_running.cend() ? nullptr : *found;
}

Result<Job *> Jobs::begin(JobKind kind, const QString &profile, QObject *context, Work work)
{
    if (const Job *other = onlyLooks(kind) ? nullptr : changing(profile)) {
        return fail(
            Error{ErrorCode::Busy, u"jobs.start"_s,
                  Text::tr("Another job is running for %1: %2.").arg(profile, jobTitle(other->kind())),
                  Text::tr("Wait until it has finished, or cancel it."), true});
    }
    auto *job = new Job(kind, profile, this);
    m_running.append(job);
    if (onlyLooks(kind))
        connect(context, &QObject::destroyed, job, &Job::cancel);

    const QPointer<Job> alive(job);
    const QPointer<QObject> listener(context);
    const auto mailbox = std::make_shared<Mailbox>();
    JobControl control;
    control.cancel = job->m_cancel;
    // Jobs outlives its threads, so `this` may be named from them; a Job may not.
    control.progress = [this, alive, mailbox](const JobProgress &progress) {
        if (!mailbox->put(progress))
            return;
        QMetaObject::invokeMethod(
            this,
            [alive, mailbox] {
                const JobProgress latest = mailbox->collect();
                if (!alive)
                    return;
                alive->m_progress = latest;
                Q_EMIT alive->progressed(latest);
            },
            Qt::QueuedConnection);
    };
    m_pool.start([this, job, listener, control, work = std::move(work)] {
        auto outcome = std::make_shared<Outcome>(work(control));
        QMetaObject::invokeMethod(
            this, [this, job, listener, outcome] { conclude(job, listener, *outcome); },
            Qt::QueuedConnection);
    });
    Q_EMIT started(job);
    return job;
}

void Jobs::conclude(Job *job, const QPointer<QObject> &context, const Outcome &outcome)
{
    m_running.removeOne(job);
    if (context)
        outcome.deliver();
    Q_EMIT job->finished(outcome.error);
    Q_EMIT finished(job, outcome.error);
    job->deleteLater();
}

} // namespace lifeboat
