// SPDX-License-Identifier: GPL-3.0-or-later
// Asking a finished copy that only we know whether what a person says of it is true. Synchronous.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"

#include <QString>

#include <chrono>
#include <optional>

namespace lifeboat {

/// Why `sql` is not true of the database at `path`; nothing when it is. It must be one SELECT, whose first
/// row's first column is then not NULL, 0 or empty. It may read that database and nothing else, for as long
/// as `limit`. ErrorCode::Cancelled once `cancel` is requested; any other error is about the file.
[[nodiscard]] Result<std::optional<QString>> objectionTo(const QString &sql, const QString &path,
                                                         std::chrono::milliseconds limit,
                                                         const CancelToken &cancel);

} // namespace lifeboat
