// SPDX-License-Identifier: GPL-3.0-or-later
// What a process that holds keys does before anything else. Main thread, first thing in main().
#pragma once

#include "base/canceltoken.h"

namespace lifeboat {

/// No core dumps and no attaching debugger of the same user: both would hold the keys.
void protectMemory();

/// Files we make are for their owner unless a mode says otherwise.
void restrictFileModes();

/// SIGINT, SIGTERM and SIGHUP request `cancel`; a second one ends the process at once.
void cancelOnSignals(const CancelToken &cancel);

} // namespace lifeboat
