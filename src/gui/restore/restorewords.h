// SPDX-License-Identifier: GPL-3.0-or-later
// What the restore dialog says, made of what service found out. Pure functions.
#pragma once

#include "gui/restore/factlist.h"
#include "service/restoreflow.h"
#include "service/restoreplan.h"

#include <optional>

namespace lifeboat {

/// How the person wants the backup put to use.
struct RestoreChoice
{
    enum class Way { Replace, OtherFile, Browse };
    Way way = Way::Replace;
    QString otherFile; ///< absolute
    bool live = false; ///< into the open database
    RestoreCommands commands;

    /// A database is going to be changed by SQLite while programs go on with it.
    [[nodiscard]] bool isLive() const { return live && way != Way::Browse; }
};

/// "rustresort (process 812), process 40".
[[nodiscard]] QString userNames(const QList<DatabaseUser> &users);

[[nodiscard]] QList<Fact> planFacts(const RestorePlan &plan, const RestoreChoice &choice,
                                    const QDateTime &now);

/// Why it cannot begin, in one sentence; empty when it can.
[[nodiscard]] QString obstacleTo(const RestorePlan &plan, const RestoreChoice &choice);

/// Everything there is to know afterwards, line by line.
[[nodiscard]] QString outcomeDetails(const RestoreOutcome &outcome);

} // namespace lifeboat
