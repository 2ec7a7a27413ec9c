// SPDX-License-Identifier: GPL-3.0-or-later
// What the operating system said, turned into an Error a person can act on. Pure functions.
#pragma once

#include "base/error.h"

namespace lifeboat {

/// `what` is the sentence without its reason: "Cannot write /mnt/usb/backups/x.db". `number` is an errno.
[[nodiscard]] Error systemError(const QString &operation, int number, const QString &what);

} // namespace lifeboat
