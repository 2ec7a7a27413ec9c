// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/jobs.h"

#include "base/text.h"
#include "engine/runrecorder.h"
#include "service/priority.h"
#include "service/requestscope.h"

#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Enough that a listing never waits for the backups of several profiles. The threads mostly wait.
constexpr int mostThreads = 8;

bool onlyLooks(JobKind kind)
{
    return kind == JobKind::List || kind == JobKind::Check || kind == JobKind::History
           || kind == JobKind::Verify || kind == JobKind::Drill || kind == JobKind::Download;
}

/// What nobody sits and waits for gives way to the window, and to who else uses this computer.
std::optional<Priority> priorityOf(JobKind kind, RunTrigger trigger)
{
    switch (kind) {
    case JobKind::Drill: return trigger == RunTrigger::Schedule ? Priority::Idle : Priority::Background;
    case JobKind::List: // ten thousand backups cost some processor time, which the window wants, too
    case JobKind::Backup:
    case JobKind::Verify:
    case JobKind::Prune: return Priority::Background;
    default: return std::nullopt;
    }
}

/// Has a thread of its own do it: a nice one cannot go back, and the pool's do other work afterwards.
void callNicely(Priority priority, const std::function<void()> &work)
{
    std::thread nice;
    try {
        nice = std::thread([priority, &work] {
            lowerPriority(priority);
            work();
        });
    } catch (const std::system_error &) { // no more threads: no reason not to do it
        work();
        return;
    }
    nice.join();
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

Job::Job(JobKind kind, QString profile, RunTrigger trigger, QObject *parent)
    : QObject(parent), m_kind(kind), m_profile(std::move(profile)), m_trigger(trigger)
{
}

Jobs::Jobs(QObject *parent, std::shared_ptr<const Clock> clock) : QObject(parent), m_clock(std::move(clock))
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

Result<Job *> Jobs::begin(JobKind kind, const QString &profile, RunTrigger trigger, QObject *context,
                          Work work)
{
    if (const Job *other = onlyLooks(kind) ? nullptr : changing(profile)) {
        return fail(
            Error{ErrorCode::Busy, u"jobs.start"_s,
                  Text::tr("Another job is running for %1: %2.").arg(profile, jobTitle(other->kind())),
                  Text::tr("Wait until it has finished, or cancel it."), true});
    }
    auto *job = new Job(kind, profile, trigger, this);
    m_running.append(job);
    if (onlyLooks(kind))
        connect(context, &QObject::destroyed, job, &Job::cancel);

    const QPointer<Job> alive(job);
    const QPointer<QObject> listener(context);
    const auto mailbox = std::make_shared<Mailbox>();
    const auto recorder = std::make_shared<RunRecorder>(kind, trigger, *m_clock);
    recorder->setProfile(profile);
    JobControl control;
    control.cancel = job->m_cancel;
    // Jobs outlives its threads, so `this` may be named from them; a Job may not.
    control.progress = [this, alive, mailbox, recorder](const JobProgress &progress) {
        recorder->note(progress);
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
    m_pool.start([this, job, priority = priorityOf(kind, trigger), listener, control, recorder,
                  work = std::move(work)] {
        auto outcome = std::make_shared<Outcome>();
        RequestCount requests;
        const auto perform = [&] {
            const RequestScope scope;
            *outcome = work(control);
            requests = scope.count();
        };
        if (priority)
            callNicely(*priority, perform);
        else
            perform();
        recorder->noteFacts(outcome->facts);
        outcome->record = recorder->finish(outcome->error);
        outcome->record.classARequests = requests.classA;
        outcome->record.classBRequests = requests.classB;
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
    job->m_record = outcome.record;
    if (context)
        outcome.deliver();
    Q_EMIT job->finished(outcome.error);
    Q_EMIT finished(job, outcome.error);
    job->deleteLater();
}

} // namespace lifeboat
