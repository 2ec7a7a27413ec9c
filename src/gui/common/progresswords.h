// SPDX-License-Identifier: GPL-3.0-or-later
// How far a job is and how fast it goes, as people say it. Pure functions.
#pragma once

#include "engine/pace.h"

#include <QStringList>

namespace lifeboat {

/// "12.0 MiB of 84.0 MiB"; empty while nothing is done, and for stages that do not count bytes.
[[nodiscard]] QString bytesWords(const JobProgress &progress);
/// "84.0 MiB/s", "0:07 left"; without what is not known.
[[nodiscard]] QStringList paceWords(const Pace &pace);

} // namespace lifeboat
