// SPDX-License-Identifier: GPL-3.0-or-later
// What the tray icon says of all profiles together. Pure functions.
#pragma once

#include "engine/progress.h"
#include "engine/schedule.h"
#include "service/healthmonitor.h"

#include <QIcon>

namespace lifeboat {

enum class TrayState {
    Idle, ///< nothing is known, or there is nothing to know
    Running,
    Healthy,
    Warning, ///< overdue, or the last run failed
    Critical,
};

struct ProfileStatus
{
    QString name;
    StoreHealth health;
    NextRun next;
    std::optional<JobProgress> running; ///< of a job that changes something
};

/// The worst of those that nothing is being done for; else Running.
[[nodiscard]] TrayState trayStateOf(const QList<ProfileStatus> &profiles);
/// One line: what runs, or the worst profile and what comes next for it.
[[nodiscard]] QString trayWords(const QList<ProfileStatus> &profiles, const QDateTime &now);
/// A shape of its own for each state, told apart without its colour, on light and on dark panels.
[[nodiscard]] QIcon trayIcon(TrayState state);

} // namespace lifeboat
