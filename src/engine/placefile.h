// SPDX-License-Identifier: GPL-3.0-or-later
// The last step of everything that makes a file for the user. One thread.
#pragma once

#include "base/result.h"

#include <QString>

namespace lifeboat {

/// fsync. ErrorCode::NoSpace, PermissionDenied or Io, as the system has it.
[[nodiscard]] Result<void> makeDurable(const QString &file);

/// Makes a finished file durable and moves it to `path`: durable and complete there, or not at all. An
/// existing `path` is ErrorCode::AlreadyExists unless `replace`. On another file system it is copied beside
/// `path` first.
[[nodiscard]] Result<void> placeFile(const QString &file, const QString &path, bool replace);

} // namespace lifeboat
