// SPDX-License-Identifier: GPL-3.0-or-later
// What is remembered of one run of a job. Plain values, without secrets once they are in the history.
#pragma once

#include "base/error.h"
#include "engine/progress.h"

#include <QDateTime>
#include <QList>

#include <chrono>
#include <optional>

namespace lifeboat {

enum class JobKind {
    List,
    Check,
    History,
    Backup,
    Verify,
    Drill,
    Restore,
    UndoRestore,
    Download,
    Delete,
    Prune
};

/// For people, as a heading: "Backing up".
[[nodiscard]] QString jobTitle(JobKind kind);
/// Stable lower-case name for JSON and the history: "undo-restore".
[[nodiscard]] QString jobName(JobKind kind);
/// The kinds whose runs are remembered: those that do something. Looking at lists and forms leaves no trace.
[[nodiscard]] QList<JobKind> rememberedJobs();

/// Who wanted it.
enum class RunTrigger { ByHand, Schedule, CommandLine };

[[nodiscard]] QString triggerName(RunTrigger trigger);  ///< stable: "by-hand"
[[nodiscard]] QString triggerTitle(RunTrigger trigger); ///< for people: "by hand"

enum class RunOutcome {
    Done,
    Incomplete, ///< what it was for is done; something beside it failed, which the error tells
    Failed,
    Cancelled,
};

[[nodiscard]] QString outcomeName(RunOutcome outcome);  ///< stable: "incomplete"
[[nodiscard]] QString outcomeTitle(RunOutcome outcome); ///< for people: "Done, with a problem"

struct StageRecord
{
    Stage stage = Stage::Snapshot;
    std::chrono::milliseconds duration{0};
    qint64 done = 0; ///< bytes, or items when pruning

    bool operator==(const StageRecord &) const = default;
};

/// What only the result tells.
struct RunFacts
{
    QString backupKey; ///< of the one backup that this was about; may be empty
    qint64 bytes = 0;  ///< of the backups in the store, or of the file that was put in place
    std::optional<Error> problem;
    bool failed = false; ///< the problem is what the run was to find out
};

struct RunRecord
{
    qint64 id = 0;   ///< given by the history; later runs have greater ones
    QString profile; ///< Profile::id
    JobKind kind = JobKind::Backup;
    RunTrigger trigger = RunTrigger::ByHand;
    RunOutcome outcome = RunOutcome::Done;
    QDateTime startedAt;                   ///< UTC
    QDateTime finishedAt;                  ///< UTC
    std::chrono::milliseconds duration{0}; ///< by a clock that nobody sets
    QString backupKey;
    qint64 bytes = 0;
    qint64 classARequests = 0; ///< 0: none, or not counted
    qint64 classBRequests = 0;
    std::optional<Error> error;
    QList<StageRecord> stages; ///< in the order in which they began
};

} // namespace lifeboat
