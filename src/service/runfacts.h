// SPDX-License-Identifier: GPL-3.0-or-later
// What the history keeps of the results of the use cases. Pure functions.
#pragma once

#include "engine/runrecord.h"

#include <QStringList>

#include <memory>

namespace lifeboat {

struct BackupReport;
struct DrillReport;
struct FetchedBackup;
struct PruneReport;
struct RestoreOutcome;
struct SavedFile;
struct VerifyReport;

/// Results of which nothing is kept but that they came.
template<typename T> [[nodiscard]] RunFacts factsOf(const T &)
{
    return {};
}
[[nodiscard]] RunFacts factsOf(const BackupReport &report);
[[nodiscard]] RunFacts factsOf(const DrillReport &report);
[[nodiscard]] RunFacts factsOf(const std::shared_ptr<FetchedBackup> &backup);
[[nodiscard]] RunFacts factsOf(const PruneReport &report);
[[nodiscard]] RunFacts factsOf(const RestoreOutcome &outcome);
[[nodiscard]] RunFacts factsOf(const SavedFile &file);
[[nodiscard]] RunFacts factsOf(const QStringList &removed);
[[nodiscard]] RunFacts factsOf(const QList<VerifyReport> &reports);

} // namespace lifeboat
