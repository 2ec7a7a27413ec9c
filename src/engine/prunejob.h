// SPDX-License-Identifier: GPL-3.0-or-later
// Deletes expired generations, one by one, oldest first. Synchronous.
#pragma once

#include "base/secretbytes.h"
#include "engine/progress.h"
#include "engine/retention.h"

#include <QStringList>

#include <optional>

namespace lifeboat {

struct PruneReport
{
    QStringList removed;    ///< or, in a dry run, what would be
    qint64 freed = 0;       ///< bytes of these in the store
    QStringList keptByLock; ///< a bucket lock refused; tried again next time
    qsizetype kept = 0;     ///< generations that remain, locked ones included
    RetentionPlan plan;     ///< what was decided of each, and why
};

struct PruneOptions
{
    bool dryRun = false;
    /// Removes none but these: what a person was shown and has agreed to.
    std::optional<QStringList> among;
};

struct PruneContext
{
    ObjectStore &store;
    const Profile &profile;
    /// Opens the proofs of a profile that seals. Empty: nobody can tell what they say, and what may be proven
    /// stays.
    const SecretBytes &encryptionKey;
    QDateTime now; ///< UTC
};

/// Lists the profile's backups and removes those its rules let go, with what is kept beside them. An
/// incomplete listing deletes nothing. Nor does a store that does not tell the proofs that are asked for:
/// that error says so.
[[nodiscard]] Result<PruneReport> runPrune(const PruneContext &context, const PruneOptions &options,
                                           const JobControl &control);

} // namespace lifeboat
