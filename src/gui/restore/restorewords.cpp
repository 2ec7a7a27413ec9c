// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/restorewords.h"

#include "base/format.h"
#include "gui/common/timewords.h"

#include <QCoreApplication>
#include <QDir>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

using Way = RestoreChoice::Way;
using Mark = Fact::Mark;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RestoreWords)
};

Fact sourceFact(const BackupEntry &backup, const QDateTime &now)
{
    const QString kind = backup.sealed ? Words::tr("encrypted") : Words::tr("not encrypted");
    return {Mark::Good, Words::tr("From"),
            Words::tr("Backup of %1, %2 old, %3, %4", "when, how old, size, encrypted or not")
                .arg(whenWords(backup.takenAt, now), spanWords(backup.takenAt, now), formatBytes(backup.size),
                     kind),
            backup.key};
}

Fact targetFact(const RestorePlan &plan, const QDateTime &now)
{
    if (!plan.targetExists)
        return {Mark::Good, Words::tr("To"), Words::tr("There is no file of this name yet."), plan.target};
    if (plan.targetIsForeign) {
        return {Mark::Attention, Words::tr("To"),
                Words::tr("What is there now is not an SQLite database: %1, last changed %2.", "size, when")
                    .arg(formatBytes(plan.targetSize), whenWords(plan.targetModified, now)),
                plan.target};
    }
    return {Mark::Good, Words::tr("To"),
            Words::tr("What is there now: %1, last changed %2.", "size, when")
                .arg(formatBytes(plan.targetSize), whenWords(plan.targetModified, now)),
            plan.target};
}

Fact usersFact(const RestorePlan &plan, const RestoreChoice &choice)
{
    const QString subject = Words::tr("In use");
    if (plan.users.isEmpty())
        return {Mark::Good, subject, Words::tr("No program has it open."), {}};
    const QString names = userNames(plan.users);
    if (choice.isLive()) {
        return {Mark::Good,
                subject,
                Words::tr("Open in %1, which goes on: it sees all of the backup at once.").arg(names),
                {}};
    }
    if (!choice.commands.stop.isEmpty()) {
        return {Mark::Attention,
                subject,
                Words::tr("Open in %1; your command is to stop it before the swap.").arg(names),
                {}};
    }
    return {Mark::Obstacle, subject, Words::tr("Open in %1.").arg(names), {}};
}

Fact roomFact(const RestorePlan &plan)
{
    return {plan.hasRoom() ? Mark::Good : Mark::Obstacle,
            Words::tr("Room"),
            Words::tr("%1 needed, %2 free.", "bytes")
                .arg(formatBytes(plan.roomNeeded), formatBytes(plan.roomAvailable)),
            {}};
}

Fact keyFact(const RestorePlan &plan)
{
    const QString subject = Words::tr("Key");
    if (!plan.keyNeeded)
        return {Mark::Good, subject, Words::tr("Not needed: this backup is not encrypted."), {}};
    if (!plan.keyFound)
        return {Mark::Obstacle, subject, Words::tr("Not found. %1").arg(plan.missingHint), {}};
    return {Mark::Good, subject, {}, Words::tr("Found: %1", "where the key comes from").arg(plan.keyOrigin)};
}

Fact safetyFact(const RestorePlan &plan)
{
    const QString subject = Words::tr("Safety copy");
    if (!plan.targetExists)
        return {Mark::Good, subject, Words::tr("There is nothing to keep."), {}};
    if (plan.targetIsForeign) {
        return {
            Mark::Attention, subject,
            Words::tr("What is there now is kept. Undo puts back databases only: this file you would copy "
                      "back yourself."),
            plan.safetyCopy};
    }
    return {Mark::Good, subject, Words::tr("What is there now is kept, and can be put back."),
            plan.safetyCopy};
}

} // namespace

QString userNames(const QList<DatabaseUser> &users)
{
    QStringList names;
    for (const DatabaseUser &user : users) {
        names += user.program.isEmpty() ? Words::tr("process %1").arg(user.pid)
                                        : Words::tr("%1 (process %2)").arg(user.program).arg(user.pid);
    }
    return names.join(u", "_s);
}

QList<Fact> planFacts(const RestorePlan &plan, const RestoreChoice &choice, const QDateTime &now)
{
    if (choice.way == Way::Browse)
        return {sourceFact(plan.backup, now), roomFact(plan), keyFact(plan)};
    return {sourceFact(plan.backup, now), targetFact(plan, now), safetyFact(plan),
            usersFact(plan, choice),      roomFact(plan),        keyFact(plan)};
}

QString obstacleTo(const RestorePlan &plan, const RestoreChoice &choice)
{
    if (!plan.hasKey())
        return Words::tr("The key for this backup is missing.");
    if (!plan.hasRoom())
        return Words::tr("There is not enough room in %1.").arg(QDir::cleanPath(plan.roomFolder));
    if (choice.way == Way::Browse || plan.users.isEmpty() || choice.isLive()
        || !choice.commands.stop.isEmpty())
        return {};
    return Words::tr("Stop what has the database open, give a command that does, or restore into the open "
                     "database.");
}

QString outcomeDetails(const RestoreOutcome &outcome)
{
    QStringList lines;
    if (!outcome.key.isEmpty())
        lines += Words::tr("Backup: %1").arg(outcome.key);
    lines += Words::tr("Database: %1 (%2)").arg(outcome.target, formatBytes(outcome.databaseSize));
    if (!outcome.safetyCopy.isEmpty())
        lines += Words::tr("Safety copy: %1").arg(outcome.safetyCopy);
    if (!outcome.key.isEmpty()) {
        lines += outcome.checksumCompared
                     ? Words::tr("Checked: recorded checksums and SQLite's integrity_check")
                     : Words::tr("Checked: SQLite's integrity_check (the backup carries no checksum)");
    }
    lines += Words::tr("Took: %1").arg(formatDuration(outcome.duration));
    for (const CommandReport &command : outcome.commands) {
        lines += Words::tr("Command: %1").arg(command.command);
        if (command.problem)
            lines += describe(*command.problem);
        if (!command.output.isEmpty())
            lines += command.output;
    }
    return lines.join(u'\n');
}

} // namespace lifeboat
