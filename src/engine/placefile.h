// SPDX-License-Identifier: GPL-3.0-or-later
// The last step of everything that makes a file for the user. One thread.
#pragma once

#include "base/result.h"

#include <QString>

namespace lifeboat {

/// Moves a finished file to `path`: durable and complete there, or not at all. An existing `path` is
/// ErrorCode::AlreadyExists unless `replace`. On another file system it is copied beside `path` first.
[[nodiscard]] Result<void> placeFile(const QString &file, const QString &path, bool replace);

} // namespace lifeboat
