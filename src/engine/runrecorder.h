// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the record of a run out of what its job tells while it runs. Thread-safe: progress comes from
// whichever thread makes it. The clock outlives it.
#pragma once

#include "base/clock.h"
#include "engine/runrecord.h"

#include <map>
#include <mutex>

namespace lifeboat {

class RunRecorder final
{
public:
    /// The run begins now.
    RunRecorder(JobKind kind, RunTrigger trigger, const Clock &clock);
    Q_DISABLE_COPY_MOVE(RunRecorder)

    void setProfile(const QString &id);
    /// A stage that comes again, as with several backups in one run, goes on where it was.
    void note(const JobProgress &progress);
    void noteFacts(const RunFacts &facts);
    /// The run ends now.
    [[nodiscard]] RunRecord finish(const std::optional<Error> &error) const;

private:
    void closeStage(RunRecord &record) const;

    const Clock &m_clock;
    mutable std::mutex m_mutex;
    RunRecord m_record;
    RunFacts m_facts;
    std::chrono::milliseconds m_begun;
    std::chrono::milliseconds m_stageBegun{0};
    qsizetype m_stage = -1;             ///< index of the present one, -1 before the first
    std::map<Stage, qint64> m_lastDone; ///< what each stage told last
};

} // namespace lifeboat
