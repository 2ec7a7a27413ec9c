// SPDX-License-Identifier: GPL-3.0-or-later
// Says, in the state folder, that a restore of a profile has begun, and so may have stopped a program, for as
// long as the restore lives: after a kill somebody must start that program again. One per profile, whose turn
// it is. Locked by the living. Any thread.
#pragma once

#include "engine/profile.h"
#include "service/statefile.h"
#include "storage/folder/systemcalls.h"

#include <functional>

namespace lifeboat {

class RestoreMark final
{
public:
    struct Interrupted
    {
        QString target;    ///< absolute path of the database, links followed
        bool done = false; ///< the restore itself had succeeded
    };

    /// Best effort, as PlaceNote is.
    RestoreMark(const Profile &profile, const QString &target,
                const QString &stateFolder = lifeboat::stateFolder());
    /// All is as it should be: the mark goes.
    ~RestoreMark();
    Q_DISABLE_COPY_MOVE(RestoreMark)

    void noteDone();

    /// Tells `settle` what a dead restore of the profile has left; the mark goes when it says that all is
    /// well.
    static void visitAbandoned(const Profile &profile,
                               const std::function<bool(const Interrupted &interrupted)> &settle,
                               const QString &stateFolder = lifeboat::stateFolder());

private:
    void write(bool done);

    QString m_target;
    QString m_path;
    FileDescriptor m_file;
};

} // namespace lifeboat
