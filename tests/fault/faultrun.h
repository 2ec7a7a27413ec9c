// SPDX-License-Identifier: GPL-3.0-or-later
// Runs lifeboat-cli with a fault at one of its system calls (faultpoints.cpp).
#pragma once

#include "system/clirun.h"

namespace lifeboat {

struct Fault
{
    /// "kill", "short", "ENOSPC", "EROFS" or "EIO"; "cut" or "hollow": killed, and the power goes
    /// (powercut.h); empty: only count
    QString what;
    int at = 0; ///< number of the system call, from 1; after the last one: when the program has ended
};

struct FaultRun
{
    CliResult result;   ///< exitCode -1: killed
    QStringList points; ///< the calls passed, in order: "rename /home/…"
    bool isTrue = true; ///< the power could be cut

    [[nodiscard]] bool wasKilled() const { return result.exitCode < 0; }
};

/// Whether it ends the program, rather than let a call fail.
[[nodiscard]] bool isKilling(const QString &what);

[[nodiscard]] FaultRun runWithFault(const CliHome &home, const QStringList &arguments, const Fault &fault);

/// The numbers of those calls at which `what` does something else than at its neighbours: a write that stops
/// halfway is a fault of its own only where something is written. The power may also go after the last one.
[[nodiscard]] QList<int> pointsFor(const QString &what, const QStringList &calls);

/// `count` of them, ascending, the same for the same `seed`; all when `count` is 0.
[[nodiscard]] QList<int> sampleOf(QList<int> points, int count, quint32 seed);

/// Those at which a power cut says most: right before something is synced, and after the end.
[[nodiscard]] QList<int> syncsAmong(const QList<int> &points, const QStringList &calls);

} // namespace lifeboat
