// SPDX-License-Identifier: GPL-3.0-or-later
// Use cases on worker threads, for faces with an event loop to keep alive. Jobs and every Job live in one
// thread (the window's); the work runs on a pool, and all that comes back is values, in that thread.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "engine/runrecord.h"
#include "service/runfacts.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <optional>

namespace lifeboat {

class Jobs;

/// One running use case. Deletes itself after finished().
class Job final : public QObject
{
    Q_OBJECT
public:
    [[nodiscard]] JobKind kind() const { return m_kind; }
    [[nodiscard]] QString profile() const { return m_profile; } ///< Profile::id
    [[nodiscard]] RunTrigger trigger() const { return m_trigger; }
    [[nodiscard]] JobProgress progress() const { return m_progress; }
    /// What the history keeps of it: complete once finished() is told, empty before.
    [[nodiscard]] const RunRecord &record() const { return m_record; }
    /// Asks the work to stop; finished() still comes, with ErrorCode::Cancelled when it was in time.
    void cancel() { m_cancel.request(); }
    [[nodiscard]] bool isCancelled() const { return m_cancel.isRequested(); }

Q_SIGNALS:
    /// The latest state; states that came faster than the event loop took them are left out.
    void progressed(const lifeboat::JobProgress &progress);
    /// Exactly once, after the caller's own `done` was called.
    void finished(const std::optional<lifeboat::Error> &error);

private:
    friend class Jobs;
    Job(JobKind kind, QString profile, RunTrigger trigger, QObject *parent);

    JobKind m_kind;
    QString m_profile;
    RunTrigger m_trigger;
    RunRecord m_record;
    CancelToken m_cancel;
    JobProgress m_progress;
};

class Jobs final : public QObject
{
    Q_OBJECT
public:
    explicit Jobs(QObject *parent = nullptr,
                  std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>());
    /// Cancels what runs and waits for it; nobody hears of it any more.
    ~Jobs() override;

    /// Runs `work` on a worker thread and hands its result to `done` in this object's thread, unless
    /// `context` is gone by then (the job is then cancelled, too, when it only looked). A second job that
    /// changes things for the same profile is refused with ErrorCode::Busy, naming the first; jobs that only
    /// look (List, Check, History, Download, Verify, Drill) may always run beside others.
    template<typename T> Result<Job *> start(JobKind kind, const QString &profile,
                                             std::function<Result<T>(const JobControl &)> work,
                                             QObject *context, std::function<void(const Result<T> &)> done,
                                             RunTrigger trigger = RunTrigger::ByHand)
    {
        return begin(kind, profile, trigger, context,
                     [work = std::move(work), done = std::move(done)](const JobControl &control) -> Outcome {
                         auto result = std::make_shared<Result<T>>(work(control));
                         Outcome outcome;
                         if (!*result)
                             outcome.error = result->error();
                         else if constexpr (!std::is_void_v<T>)
                             outcome.facts = factsOf(**result);
                         outcome.deliver = [result, done] { done(*result); };
                         return outcome;
                     });
    }

    /// The job that changes things for this profile now, or null.
    [[nodiscard]] Job *changing(const QString &profile) const;
    [[nodiscard]] QList<Job *> running() const { return m_running; }

Q_SIGNALS:
    void started(lifeboat::Job *job);
    void finished(lifeboat::Job *job, const std::optional<lifeboat::Error> &error);

private:
    struct Outcome
    {
        std::optional<Error> error;
        RunFacts facts;
        std::function<void()> deliver;
        RunRecord record;
    };
    using Work = std::function<Outcome(const JobControl &)>;
    Result<Job *> begin(JobKind kind, const QString &profile, RunTrigger trigger, QObject *context,
                        Work work);
    void conclude(Job *job, const QPointer<QObject> &context, const Outcome &outcome);

    std::shared_ptr<const Clock> m_clock;
    QThreadPool m_pool;
    QList<Job *> m_running;
};

} // namespace lifeboat
