// SPDX-License-Identifier: GPL-3.0-or-later
// After a restore was killed: its program may be stopped, and the process that would have started it is gone.
// Blocks for as long as the profile's command may take; any thread.
#pragma once

#include "engine/recovery.h"

namespace lifeboat {

/// For what `recovery` has settled, and for a restore of the profile that died before or after its swap: runs
/// the profile's own command after a restore, or says that there is a program to be started. Once. Commands
/// from beside a database are nobody's word, those in the profile are its owner's; what was restored for
/// another profile is left to that one.
void startWhatWasStopped(const Profile &profile, Recovery &recovery);

} // namespace lifeboat
