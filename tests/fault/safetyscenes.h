// SPDX-License-Identifier: GPL-3.0-or-later
// What restores have replaced, while some of it is let go; the program that is stopped for a restore; and the
// small things that are written beside backups.
#pragma once

#include "fault/scenes.h"

namespace lifeboat {

[[nodiscard]] QList<Scene> safetyScenes();

} // namespace lifeboat
