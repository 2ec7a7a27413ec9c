// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/recovery.h"

#include "engine/putback.h"
#include "engine/workspace.h"
#include "sqlite/safetycopies.h"

#include <QFileInfo>

namespace lifeboat {

namespace {

void settle(const QString &target, Recovery &recovery)
{
    const auto settled = recoverSwap(target);
    if (!settled)
        recovery.problems += settled.error();
    else if (*settled)
        recovery.restores += **settled;
}

} // namespace

QStringList Recovery::words() const
{
    QStringList words;
    for (const SwapRecovery &restore : restores)
        words += describe(restore);
    words += notes;
    for (const Error &problem : problems)
        words += describe(problem);
    return words;
}

Recovery recoverProfile(const Profile &profile)
{
    Recovery recovery;
    const QString database = realTarget(profile.databasePath);
    settle(database, recovery);
    QStringList bases = workspaceBases({}, QFileInfo(database).path());
    if (!profile.temporaryFolder.isEmpty())
        bases += workspaceBases(profile.temporaryFolder, {});
    for (const QString &base : std::as_const(bases))
        Workspace::sweep(base);
    sweepSafetyCopies(QFileInfo(database).path());
    return recovery;
}

Recovery recoverFolder(const QString &folder)
{
    Recovery recovery;
    for (const QString &target : unfinishedSwapsIn(folder))
        settle(target, recovery);
    Workspace::sweep(workspaceBases({}, folder).constLast());
    sweepSafetyCopies(folder);
    return recovery;
}

} // namespace lifeboat
