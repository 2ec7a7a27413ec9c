// SPDX-License-Identifier: GPL-3.0-or-later
// What every part of the window is given: the use cases, the worker threads to run them on, and where
// profiles live. References to objects that outlive every window; window's thread only.
#pragma once

#include "service/backupservice.h"
#include "service/jobs.h"
#include "service/profilecatalog.h"

namespace lifeboat {

struct ConsoleContext
{
    BackupService &backups;   ///< blocks: call it inside a job only
    ProfileCatalog &profiles; ///< the calls that block say so
    Jobs &jobs;
};

/// A loaded profile that jobs on other threads hold on to.
using ProfilePointer = std::shared_ptr<const LoadedProfile>;

} // namespace lifeboat
