// SPDX-License-Identifier: GPL-3.0-or-later
// What of a profile's backups waits on this machine for a store that did not take it. Any thread; reads the
// disk.
#pragma once

#include "engine/profile.h"
#include "service/statefile.h"

#include <QDateTime>

namespace lifeboat {

struct WaitingBackups
{
    int count = 0;
    qint64 bytes = 0;
    QDateTime oldest; ///< UTC, when it was taken; invalid without any
    QDateTime newest;

    bool operator==(const WaitingBackups &) const = default;
};

/// <state folder>/unsent/<name>-<digits>: the name of the config file that is read, and 12 digits of the
/// SHA-256 of its path, as two profiles may be called alike.
[[nodiscard]] QString unsentFolder(const Profile &profile,
                                   const QString &stateFolder = lifeboat::stateFolder());
[[nodiscard]] WaitingBackups waitingBackups(const Profile &profile,
                                            const QString &stateFolder = lifeboat::stateFolder());
/// "1 backup waits here to be uploaded"; nothing without any.
[[nodiscard]] QString waitingWords(const WaitingBackups &waiting);
/// The same as a sentence, with how much it is and since when.
[[nodiscard]] QString waitingSentence(const WaitingBackups &waiting);

} // namespace lifeboat
