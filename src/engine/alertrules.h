// SPDX-License-Identifier: GPL-3.0-or-later
// When people are to be told, so that no trouble is passed over in silence and nobody is flooded: once per
// change, and of failures that go on once a day. Pure functions.
#pragma once

#include "engine/health.h"

#include <QDateTime>

#include <optional>

namespace lifeboat {

/// What became known of a profile.
enum class AlertNews {
    RunSucceeded,
    RunFailed,
    Fresh,   ///< Health::Healthy
    Late,    ///< Health::Warning
    Overdue, ///< Health::Critical
    DrillPassed,
    DrillFailed,
};

/// Nothing for Health::Unknown: whether the store can be reached is told by the runs.
[[nodiscard]] std::optional<AlertNews> newsOf(Health health);

enum class AlertKind { Succeeded, Failed, Late, Overdue, Recovered, DrillFailed, Test };

/// Stable lower-case name, as in JSON: "critical".
[[nodiscard]] QString healthKey(Health health);
/// Stable lower-case name, as in JSON: "drill-failed".
[[nodiscard]] QString alertKindName(AlertKind kind);

/// What people were last told of a profile. Begins as "all is well".
struct AlertState
{
    QDateTime failureTold; ///< UTC; invalid while the last run is not known to have failed
    QDateTime drillTold;   ///< likewise for drills
    Health health = Health::Healthy;

    bool operator==(const AlertState &) const = default;
};

struct AlertDecision
{
    AlertState next;               ///< once people have been told
    std::optional<AlertKind> tell; ///< Succeeded is for those who asked for it
};

/// A failure is told when it is the first of its series and then at most once in 24 hours; lateness when it
/// gets worse; that all is well when something else had been told. A state from the future, left by a clock
/// that was wrong, holds nothing back.
[[nodiscard]] AlertDecision alertDue(const AlertState &state, AlertNews news, const QDateTime &now);

} // namespace lifeboat
