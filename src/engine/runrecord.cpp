// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/runrecord.h"

#include "base/text.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

QString jobTitle(JobKind kind)
{
    switch (kind) {
    case JobKind::List: return Text::tr("Listing backups");
    case JobKind::Check: return Text::tr("Checking");
    case JobKind::History: return Text::tr("Reading the history");
    case JobKind::Backup: return Text::tr("Backing up");
    case JobKind::Verify: return Text::tr("Verifying");
    case JobKind::Drill: return Text::tr("Running a restore drill");
    case JobKind::Restore: return Text::tr("Restoring");
    case JobKind::UndoRestore: return Text::tr("Undoing the restore");
    case JobKind::Download: return Text::tr("Downloading");
    case JobKind::Delete: return Text::tr("Deleting backups");
    case JobKind::Prune: return Text::tr("Removing expired backups");
    }
    Q_UNREACHABLE();
}

QString jobName(JobKind kind)
{
    switch (kind) {
    case JobKind::List: return u"list"_s;
    case JobKind::Check: return u"check"_s;
    case JobKind::History: return u"history"_s;
    case JobKind::Backup: return u"backup"_s;
    case JobKind::Verify: return u"verify"_s;
    case JobKind::Drill: return u"drill"_s;
    case JobKind::Restore: return u"restore"_s;
    case JobKind::UndoRestore: return u"undo-restore"_s;
    case JobKind::Download: return u"download"_s;
    case JobKind::Delete: return u"delete"_s;
    case JobKind::Prune: return u"prune"_s;
    }
    Q_UNREACHABLE();
}

QList<JobKind> rememberedJobs()
{
    return {JobKind::Backup,      JobKind::Verify,   JobKind::Drill,  JobKind::Restore,
            JobKind::UndoRestore, JobKind::Download, JobKind::Delete, JobKind::Prune};
}

QString triggerName(RunTrigger trigger)
{
    switch (trigger) {
    case RunTrigger::ByHand: return u"by-hand"_s;
    case RunTrigger::Schedule: return u"schedule"_s;
    case RunTrigger::CommandLine: return u"command-line"_s;
    }
    Q_UNREACHABLE();
}

QString triggerTitle(RunTrigger trigger)
{
    switch (trigger) {
    case RunTrigger::ByHand: return Text::tr("by hand");
    case RunTrigger::Schedule: return Text::tr("by the schedule");
    case RunTrigger::CommandLine: return Text::tr("on the command line");
    }
    Q_UNREACHABLE();
}

QString outcomeName(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Done: return u"done"_s;
    case RunOutcome::Incomplete: return u"incomplete"_s;
    case RunOutcome::Failed: return u"failed"_s;
    case RunOutcome::Cancelled: return u"cancelled"_s;
    }
    Q_UNREACHABLE();
}

QString outcomeTitle(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Done: return Text::tr("Done");
    case RunOutcome::Incomplete: return Text::tr("Done, with a problem");
    case RunOutcome::Failed: return Text::tr("Failed");
    case RunOutcome::Cancelled: return Text::tr("Cancelled");
    }
    Q_UNREACHABLE();
}

} // namespace lifeboat
