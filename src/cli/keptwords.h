// SPDX-License-Identifier: GPL-3.0-or-later
// What a restore or an undo says of what it replaced. A pure function.
#pragma once

#include "service/restoreflow.h"

namespace lifeboat {

/// Where it is kept and until when, how it was found, and what else made room; empty when there was nothing.
[[nodiscard]] QString keptWords(const RestoreOutcome &outcome, const RestoreSettings &rule);

} // namespace lifeboat
