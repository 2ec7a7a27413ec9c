// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to a file besides its content. Stateless, any thread.
#pragma once

#include "base/result.h"
#include "sqlite/filesystem.h"

namespace lifeboat::sqlite {

/// Gives `path` the owner, group, mode, ACL and extended attributes of `model`; nothing when there is no such
/// file. What only the system may give (labels of a security module) is given where it lets us.
[[nodiscard]] Result<void> adopt(FileSystem &files, const QString &path, const QString &model,
                                 const QString &operation);

} // namespace lifeboat::sqlite
