// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runrecorder.h"

#include <algorithm>

namespace lifeboat {

namespace {

RunOutcome outcomeOf(const std::optional<Error> &error, const RunFacts &facts)
{
    if (error)
        return error->code == ErrorCode::Cancelled ? RunOutcome::Cancelled : RunOutcome::Failed;
    if (facts.problem)
        return facts.failed ? RunOutcome::Failed : RunOutcome::Incomplete;
    return RunOutcome::Done;
}

} // namespace

RunRecorder::RunRecorder(JobKind kind, RunTrigger trigger, const Clock &clock)
    : m_clock(clock), m_begun(clock.monotonic())
{
    m_record.kind = kind;
    m_record.trigger = trigger;
    m_record.startedAt = clock.utcNow();
}

void RunRecorder::setProfile(const QString &id)
{
    const std::lock_guard lock(m_mutex);
    m_record.profile = id;
}

void RunRecorder::note(const JobProgress &progress)
{
    const std::lock_guard lock(m_mutex);
    QList<StageRecord> &stages = m_record.stages;
    if (m_stage < 0 || stages.at(m_stage).stage != progress.stage) {
        closeStage(m_record);
        const auto known = std::find_if(stages.cbegin(), stages.cend(), [&](const StageRecord &stage) {
            return stage.stage == progress.stage;
        });
        m_stage = known - stages.cbegin();
        if (known == stages.cend())
            stages.append({progress.stage, {}, 0});
        m_stageBegun = m_clock.monotonic();
    }
    qint64 &last = m_lastDone[progress.stage];
    // Less than before: the same stage has begun anew, with the next backup.
    stages[m_stage].done += progress.done >= last ? progress.done - last : progress.done;
    last = progress.done;
}

void RunRecorder::closeStage(RunRecord &record) const
{
    if (m_stage >= 0)
        record.stages[m_stage].duration += m_clock.monotonic() - m_stageBegun;
}

void RunRecorder::noteFacts(const RunFacts &facts)
{
    const std::lock_guard lock(m_mutex);
    m_facts = facts;
}

RunRecord RunRecorder::finish(const std::optional<Error> &error) const
{
    const std::lock_guard lock(m_mutex);
    RunRecord record = m_record;
    closeStage(record);
    record.finishedAt = m_clock.utcNow();
    record.duration = m_clock.monotonic() - m_begun;
    record.outcome = outcomeOf(error, m_facts);
    record.error = error ? error : m_facts.problem;
    record.backupKey = m_facts.backupKey;
    record.bytes = m_facts.bytes;
    return record;
}

} // namespace lifeboat
