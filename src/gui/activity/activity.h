// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody has just done here, to say how it ended. Plain values; what lasts is in the run history.
#pragma once

#include "engine/runrecord.h"

namespace lifeboat {

struct Activity
{
    QDateTime finishedAt; ///< UTC
    JobKind kind = JobKind::Backup;
    QString profile;
    std::optional<Error> problem;
    QString result; ///< in words, when there is no problem
    std::chrono::milliseconds duration{0};
};

} // namespace lifeboat
