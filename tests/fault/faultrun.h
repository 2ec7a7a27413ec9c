// SPDX-License-Identifier: GPL-3.0-or-later
// Runs lifeboat-cli with a fault at one of its system calls (faultpoints.cpp).
#pragma once

#include "system/clirun.h"

namespace lifeboat {

struct Fault
{
    QString what; ///< "kill", "short", "ENOSPC", "EROFS" or "EIO"; empty: only count
    int at = 0;   ///< number of the system call, from 1
};

struct FaultRun
{
    CliResult result;   ///< exitCode -1: killed
    QStringList points; ///< the calls passed, in order: "rename /home/…"

    [[nodiscard]] bool wasKilled() const { return result.exitCode < 0; }
};

[[nodiscard]] FaultRun runWithFault(const CliHome &home, const QStringList &arguments, const Fault &fault);

/// The numbers of those calls at which `what` does something else than at its neighbours: a write that stops
/// halfway is a fault of its own only where something is written.
[[nodiscard]] QList<int> pointsFor(const QString &what, const QStringList &calls);

/// `count` of them, ascending, the same for the same `seed`; all when `count` is 0.
[[nodiscard]] QList<int> sampleOf(QList<int> points, int count, quint32 seed);

} // namespace lifeboat
