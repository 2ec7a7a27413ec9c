// SPDX-License-Identifier: GPL-3.0-or-later
// Putting in order what a killed Lifeboat left on this machine. Runs that live are left alone; any thread.
#pragma once

#include "engine/profile.h"
#include "sqlite/swap.h"

#include <QList>
#include <QStringList>

namespace lifeboat {

struct Recovery
{
    QList<SwapRecovery> restores; ///< interrupted, and settled now
    QList<Error> problems;        ///< restores that could not be settled yet, commands that failed
    QStringList notes;            ///< sentences on what else was done, or is left to do

    /// All of it, one sentence or two each, for people.
    [[nodiscard]] QStringList words() const;
};

/// Settles a restore of the profile's database by its journal, then removes the temporary files of dead runs
/// beside the database and in the folders for them.
[[nodiscard]] Recovery recoverProfile(const Profile &profile);
/// Likewise for every restore into `folder`, and the temporary files beside them.
[[nodiscard]] Recovery recoverFolder(const QString &folder);

} // namespace lifeboat
