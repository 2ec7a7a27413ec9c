// SPDX-License-Identifier: GPL-3.0-or-later
// Use cases on worker threads, for faces with an event loop to keep alive. Jobs and every Job live in one
// thread (the window's); the work runs on a pool, and all that comes back is values, in that thread.
#pragma once

#include "engine/progress.h"

#include "base/result.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <optional>

namespace lifeboat {

enum class JobKind { List, Check, Backup, Verify, Restore, UndoRestore, Download, Delete, Prune };

/// For people, as a heading: "Backing up".
[[nodiscard]] QString jobTitle(JobKind kind);

class Jobs;

/// One running use case. Deletes itself after finished().
class Job final : public QObject
{
    Q_OBJECT
public:
    [[nodiscard]] JobKind kind() const { return m_kind; }
    [[nodiscard]] QString profile() const { return m_profile; } ///< Profile::id
    [[nodiscard]] JobProgress progress() const { return m_progress; }
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
    Job(JobKind kind, QString profile, QObject *parent);

    JobKind m_kind;
    QString m_profile;
    CancelToken m_cancel;
    JobProgress m_progress;
};

class Jobs final : public QObject
{
    Q_OBJECT
public:
    explicit Jobs(QObject *parent = nullptr);
    /// Cancels what runs and waits for it; nobody hears of it any more.
    ~Jobs() override;

    /// Runs `work` on a worker thread and hands its result to `done` in this object's thread, unless
    /// `context` is gone by then (the job is then cancelled, too, when it only looked). A second job that
    /// changes things for the same profile is refused with ErrorCode::Busy, naming the first; jobs that only
    /// look (List, Check, Download, Verify) may always run beside others.
    template<typename T> Result<Job *> start(JobKind kind, const QString &profile,
                                             std::function<Result<T>(const JobControl &)> work,
                                             QObject *context, std::function<void(const Result<T> &)> done)
    {
        return begin(kind, profile, context,
                     [work = std::move(work), done = std::move(done)](const JobControl &control) -> Outcome {
                         auto result = std::make_shared<Result<T>>(work(control));
                         return {*result ? std::nullopt : std::optional<Error>(result->error()),
                                 [result, done] { done(*result); }};
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
        std::function<void()> deliver;
    };
    using Work = std::function<Outcome(const JobControl &)>;
    Result<Job *> begin(JobKind kind, const QString &profile, QObject *context, Work work);
    void conclude(Job *job, const QPointer<QObject> &context, const Outcome &outcome);

    QThreadPool m_pool;
    QList<Job *> m_running;
};

} // namespace lifeboat
