// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/runwords.h"

#include "base/format.h"
#include "base/log.h"

#include <QCoreApplication>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct RunWords
{
    Q_DECLARE_TR_FUNCTIONS(RunWords)
};

} // namespace

QString runTitle(JobKind kind)
{
    switch (kind) {
    case JobKind::Backup: return RunWords::tr("Backup");
    case JobKind::Verify: return RunWords::tr("Verification");
    case JobKind::Drill: return RunWords::tr("Restore drill");
    case JobKind::Restore: return RunWords::tr("Restore");
    case JobKind::UndoRestore: return RunWords::tr("Undoing of a restore");
    case JobKind::Download: return RunWords::tr("Download");
    case JobKind::Delete: return RunWords::tr("Deletion");
    case JobKind::Prune: return RunWords::tr("Removal of expired backups");
    default: return jobTitle(kind);
    }
}

QString failureHeading(JobKind kind, const QString &profile)
{
    return RunWords::tr("%1 failed: %2", "Backup failed: blog").arg(runTitle(kind), profile);
}

QString runHeading(const RunRecord &run)
{
    const QString title = runTitle(run.kind);
    switch (run.outcome) {
    case RunOutcome::Done: return RunWords::tr("%1 done: %2", "Backup done: blog").arg(title, run.profile);
    case RunOutcome::Incomplete:
        return RunWords::tr("%1 done, with a problem: %2", "Backup …: blog").arg(title, run.profile);
    case RunOutcome::Failed: return failureHeading(run.kind, run.profile);
    case RunOutcome::Cancelled:
        return RunWords::tr("%1 cancelled: %2", "Backup cancelled: blog").arg(title, run.profile);
    }
    Q_UNREACHABLE();
}

QString runResult(const RunRecord &run)
{
    const QString outcome = outcomeTitle(run.outcome);
    if (run.outcome == RunOutcome::Cancelled)
        return outcome;
    if (run.error)
        return u"%1: %2"_s.arg(outcome, run.error->message.simplified());
    return run.backupKey.isEmpty() ? outcome : u"%1: %2"_s.arg(outcome, run.backupKey.section(u'/', -1));
}

Health runMark(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Done: return Health::Healthy;
    case RunOutcome::Incomplete: return Health::Warning;
    case RunOutcome::Failed: return Health::Critical;
    case RunOutcome::Cancelled: return Health::Unknown;
    }
    Q_UNREACHABLE();
}

QString stageAmount(const StageRecord &stage)
{
    return stage.done > 0 && stage.stage != Stage::Prune ? formatBytes(stage.done) : QString();
}

QString runDetails(const RunRecord &run)
{
    QStringList lines{u"Lifeboat %1"_s.arg(QStringLiteral(LIFEBOAT_VERSION)), runHeading(run),
                      u"%1 – %2 (%3), %4"_s.arg(formatUtc(run.startedAt), formatUtc(run.finishedAt),
                                                formatDuration(run.duration), triggerTitle(run.trigger))};
    if (!run.backupKey.isEmpty())
        lines += run.backupKey;
    for (const StageRecord &stage : run.stages) {
        lines += u"%1: %2 ms, %3"_s.arg(stageName(stage.stage)).arg(stage.duration.count()).arg(stage.done);
    }
    if (run.error) {
        lines +=
            u"%1: %2 (%3)"_s.arg(run.error->operation, run.error->message, errorCodeName(run.error->code));
        lines += run.error->hint;
    }
    return redact(lines.join(u'\n') + u'\n');
}

} // namespace lifeboat
