// SPDX-License-Identifier: GPL-3.0-or-later
// Says, in the state folder, in which folder a run is about to make temporary files, for as long as the run
// lives: after a kill somebody must know where to look. Locked by the living, and so told from those of the
// dead. Any thread.
#pragma once

#include "service/statefile.h"

#include <functional>

namespace lifeboat {

class PlaceNote final
{
public:
    /// Best effort: without a state folder that can be written there is no note, and nobody is held up.
    explicit PlaceNote(const QString &folder, const QString &stateFolder = lifeboat::stateFolder());
    ~PlaceNote();
    Q_DISABLE_COPY_MOVE(PlaceNote)

    /// Tells `tidy` the folder in every note of a dead run. The note goes when `tidy` says that all is well
    /// there.
    static void visitAbandoned(const std::function<bool(const QString &folder)> &tidy,
                               const QString &stateFolder = lifeboat::stateFolder());

private:
    QString m_folder;
    QString m_path; ///< of the note
    int m_file = -1;
};

} // namespace lifeboat
