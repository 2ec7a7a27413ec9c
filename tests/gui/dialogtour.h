// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of the walk through the screens: what asks, warns and is set up, of a profile that has just
// been made.
#pragma once

#include "gui/screentour.h"

namespace lifeboat {

void visitDialogs(const ScreenVisitor &visit);

} // namespace lifeboat
