// SPDX-License-Identifier: GPL-3.0-or-later
// Giving way to others on this computer. Any thread.
#pragma once

namespace lifeboat {

enum class Priority {
    Background, ///< after what people and servers do
    Idle,       ///< only with what nobody else wants of processor and disk
};

/// Lowers that of the calling thread, and of those that it starts from here on. All such threads leave one
/// processor free where there are several. There is no way back.
void lowerPriority(Priority priority);

} // namespace lifeboat
