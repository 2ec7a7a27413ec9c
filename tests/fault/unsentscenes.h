// SPDX-License-Identifier: GPL-3.0-or-later
// A destination that does not take backups, and takes them again.
#pragma once

#include "fault/scenes.h"

namespace lifeboat {

[[nodiscard]] QList<Scene> unsentScenes();

/// What is kept lies under a name made of the profile's path, which is another one in a home that was copied.
[[nodiscard]] bool moveKept(const CliHome &home);

} // namespace lifeboat
