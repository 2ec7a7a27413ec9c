// SPDX-License-Identifier: GPL-3.0-or-later
// Runs in the words of the Activity page. Pure functions; window's thread, as they translate.
#pragma once

#include "engine/health.h"
#include "engine/runrecord.h"

namespace lifeboat {

/// "Backup", "Restore": what a finished run was.
[[nodiscard]] QString runTitle(JobKind kind);
/// "Backup failed: blog", as a heading.
[[nodiscard]] QString failureHeading(JobKind kind, const QString &profile);
[[nodiscard]] QString runHeading(const RunRecord &run);
/// One line: why it failed, or what came of it.
[[nodiscard]] QString runResult(const RunRecord &run);
/// Which mark stands before it.
[[nodiscard]] Health runMark(RunOutcome outcome);
/// "48.0 MiB", or nothing where bytes say nothing.
[[nodiscard]] QString stageAmount(const StageRecord &stage);
/// All of it as text that may be shown to strangers: redacted, with the program's version.
[[nodiscard]] QString runDetails(const RunRecord &run);

} // namespace lifeboat
