// SPDX-License-Identifier: GPL-3.0-or-later
// What a power cut leaves of what a program did: only what it had synced.
#pragma once

#include <QString>

namespace lifeboat {

/// A disk may write names and content in any order. Of what lies between, these are the two ends.
enum class PowerCut {
    NothingUnsynced, ///< neither content nor names
    HollowNames, ///< all names, but files are what they were when they were last synced: new ones are empty
};

/// Takes back what the notes in `notes` (unsynced.h) say was not synced below `home`. The program has ended.
/// False with a warning when a change cannot be taken back, which would be a fault of the test.
[[nodiscard]] bool loseUnsynced(const QString &notes, const QString &home, PowerCut cut);

} // namespace lifeboat
