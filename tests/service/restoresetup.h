// SPDX-License-Identifier: GPL-3.0-or-later
// A backup in a store, a database that has moved on since, and commands that leave traces.
#pragma once

#include "engine/jobsetup.h"
#include "service/restoreflow.h"
#include "support/databaseshapes.h"

#include <QFile>

namespace lifeboat {

struct RestoreFlowSetup : JobSetup
{
    RestoreFlowSetup()
    {
        const auto report = backUp();
        const auto backups = listBackups(store, profile, {});
        if (report && backups)
            request.entry = backups->constFirst();
        backedUp = dumpOf(profile.databasePath);
        made = made && report && !backedUp.isEmpty()
               && runSql(profile.databasePath,
                         "CREATE TABLE later (words TEXT); INSERT INTO later VALUES ('new')");
        present = dumpOf(profile.databasePath);
        request.target = profile.databasePath;
        request.temporaryFolder = profile.temporaryFolder;
        control.progress = [this](const JobProgress &progress) {
            const QString name = stageName(progress.stage);
            if (stages.isEmpty() || stages.constLast() != name)
                stages += name;
            if (onStage)
                onStage(progress);
        };
    }

    Result<RestoreOutcome> restore()
    {
        return restoreBetween(commands, {store, profile, key}, request, clock, control);
    }

    Result<RestoreOutcome> undo(const RestoreOutcome &outcome)
    {
        UndoRequest undoing;
        undoing.target = outcome.target;
        undoing.live = request.live;
        undoing.temporaryFolder = profile.temporaryFolder;
        undoing.safetyCopy = outcome.safetyCopy;
        return undoBetween(commands, undoing, clock, control);
    }

    /// A command that keeps what the database is at that moment.
    [[nodiscard]] QString witness(const QString &name) const
    {
        return QStringLiteral("cp '%1' '%2'").arg(profile.databasePath, seenBy(name));
    }
    [[nodiscard]] QString seenBy(const QString &name) const
    {
        return folder.filePath(name + QStringLiteral(".seen"));
    }
    [[nodiscard]] bool ran(const QString &name) const { return QFile::exists(seenBy(name)); }

    RestoreRequest request;
    RestoreCommands commands;
    JobControl control;
    QStringList stages;
    std::function<void(const JobProgress &)> onStage;
    QByteArray backedUp; ///< dumpOf() the backup
    QByteArray present;  ///< dumpOf() the database before the restore
};

} // namespace lifeboat
