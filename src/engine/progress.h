// SPDX-License-Identifier: GPL-3.0-or-later
// What a job tells while it runs: the stage it is in and how far. Plain values; the callback may come from
// any worker thread and must return quickly.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"

#include <QString>

#include <functional>

namespace lifeboat {

enum class Stage {
    Snapshot, ///< copying the live database
    Hash,     ///< computing checksums, sealing once to know the object's
    Read,     ///< computing the checksum of what is stored as it is
    Upload,
    Prove,    ///< asking the store what it has
    Keep,     ///< on this machine, what the store did not take
    SendKept, ///< uploading what earlier runs kept
    Prune,
    Download, ///< opening the envelope on the way
    Check,    ///< checksums, integrity_check
    Stop,     ///< the user's command before the swap
    Swap,
    Start, ///< and the one after it
    Tend,  ///< checking what a restore replaced, and removing what is kept no longer
};

/// Stable lower-case name for JSON and logs.
[[nodiscard]] QString stageName(Stage stage);
/// For people: "Uploading".
[[nodiscard]] QString stageTitle(Stage stage);

struct JobProgress
{
    Stage stage = Stage::Snapshot;
    qint64 done = 0;  ///< bytes, or items when pruning
    qint64 total = 0; ///< 0: unknown
    /// The job has failed and only leaves things as they should be, e.g. starts again what it stopped.
    bool failed = false;
};

/// Passed down into every job.
struct JobControl
{
    CancelToken cancel;
    std::function<void(const JobProgress &)> progress; ///< may be empty

    void enter(Stage stage, qint64 total = 0) const;
    /// A byte callback for one stage, to hand to a craft.
    [[nodiscard]] ByteProgress bytes(Stage stage) const;
};

} // namespace lifeboat
