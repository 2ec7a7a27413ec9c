// SPDX-License-Identifier: GPL-3.0-or-later
// What is lost with backups that a person deletes, which no rule holds back. Pure functions.
#pragma once

#include "engine/retention.h"

#include <QStringList>

namespace lifeboat {

enum class DeletionLoss {
    Nothing,    ///< one that is proven stays
    Unclear,    ///< nobody can tell whether one that stays is proven
    NoneProven, ///< none that stays is proven; nor was one that goes
    LastProven, ///< none that stays is proven, while one that goes is
    Everything, ///< none stays
};

/// `newestFirst` is what listBackups() returns, `going` are keys. A proven backup is one whose latest restore
/// drill restored it, as for retention. Asks for no more than it must: those that stay until one is proven,
/// newest first, and only then those that go. An error ends it.
[[nodiscard]] Result<DeletionLoss> deletionLoss(const QList<BackupEntry> &newestFirst,
                                                const QStringList &going, const StandingOf &standingOf);

/// One or two sentences; empty when nothing is lost.
[[nodiscard]] QString deletionWarning(DeletionLoss loss);

} // namespace lifeboat
