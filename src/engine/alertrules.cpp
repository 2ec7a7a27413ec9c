// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alertrules.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds reminderInterval = 24h;

bool isDue(const QDateTime &told, const QDateTime &now)
{
    return !told.isValid() || told > now || told.secsTo(now) >= reminderInterval.count();
}

AlertDecision failed(const AlertState &state, QDateTime AlertState::*told, AlertKind kind,
                     const QDateTime &now)
{
    if (!isDue(state.*told, now))
        return {state, std::nullopt};
    AlertState next = state;
    next.*told = now;
    return {next, kind};
}

AlertDecision runSucceeded(AlertState state)
{
    const bool wasTold = state.failureTold.isValid() || state.health != Health::Healthy;
    state.failureTold = {};
    state.health = Health::Healthy; // a backup that was just made is fresh
    return {state, wasTold ? AlertKind::Recovered : AlertKind::Succeeded};
}

AlertDecision drillPassed(AlertState state)
{
    const bool wasTold = state.drillTold.isValid();
    state.drillTold = {};
    return {state, wasTold ? std::optional(AlertKind::Recovered) : std::nullopt};
}

AlertDecision healthBecame(AlertState state, Health health)
{
    const Health before = std::exchange(state.health, health);
    if (health == before)
        return {state, std::nullopt};
    switch (health) {
    case Health::Critical: return {state, AlertKind::Overdue};
    case Health::Healthy: return {state, AlertKind::Recovered};
    case Health::Warning:
        // From overdue to late: better, but nothing that anybody must hear.
        return {state, before == Health::Critical ? std::nullopt : std::optional(AlertKind::Late)};
    case Health::Unknown: break;
    }
    Q_UNREACHABLE();
}

} // namespace

std::optional<AlertNews> newsOf(Health health)
{
    switch (health) {
    case Health::Unknown: return std::nullopt;
    case Health::Healthy: return AlertNews::Fresh;
    case Health::Warning: return AlertNews::Late;
    case Health::Critical: return AlertNews::Overdue;
    }
    Q_UNREACHABLE();
}

QString healthKey(Health health)
{
    switch (health) {
    case Health::Unknown: return u"unknown"_s;
    case Health::Healthy: return u"healthy"_s;
    case Health::Warning: return u"warning"_s;
    case Health::Critical: return u"critical"_s;
    }
    Q_UNREACHABLE();
}

QString alertKindName(AlertKind kind)
{
    switch (kind) {
    case AlertKind::Succeeded: return u"succeeded"_s;
    case AlertKind::Failed: return u"failed"_s;
    case AlertKind::Late: return u"late"_s;
    case AlertKind::Overdue: return u"overdue"_s;
    case AlertKind::Recovered: return u"recovered"_s;
    case AlertKind::DrillFailed: return u"drill-failed"_s;
    case AlertKind::Test: return u"test"_s;
    }
    Q_UNREACHABLE();
}

AlertDecision alertDue(const AlertState &state, AlertNews news, const QDateTime &now)
{
    switch (news) {
    case AlertNews::RunSucceeded: return runSucceeded(state);
    case AlertNews::RunFailed: return failed(state, &AlertState::failureTold, AlertKind::Failed, now);
    case AlertNews::Fresh: return healthBecame(state, Health::Healthy);
    case AlertNews::Late: return healthBecame(state, Health::Warning);
    case AlertNews::Overdue: return healthBecame(state, Health::Critical);
    case AlertNews::DrillPassed: return drillPassed(state);
    case AlertNews::DrillFailed: return failed(state, &AlertState::drillTold, AlertKind::DrillFailed, now);
    }
    Q_UNREACHABLE();
}

} // namespace lifeboat
