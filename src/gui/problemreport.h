// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody who is to find a fault needs to know, as text that its owner reads before sending it:
// versions, profiles without secrets, what was done, the end of the log. In English, and redacted.
#pragma once

#include "service/profilecatalog.h"

#include <QDateTime>

namespace lifeboat {

struct ProblemFacts
{
    QDateTime now;      ///< UTC
    QStringList recent; ///< what was done lately, newest first
    QString logFolder;
};

/// Blocks for the disk.
[[nodiscard]] QString problemReport(const ProfileCatalog &profiles, const ProblemFacts &facts);

} // namespace lifeboat
