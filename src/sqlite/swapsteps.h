// SPDX-License-Identifier: GPL-3.0-or-later
// swapDatabase() and recoverSwap() with the file system passed in. For them and their tests.
#pragma once

#include "sqlite/filesystem.h"
#include "sqlite/swap.h"

namespace lifeboat::sqlite {

[[nodiscard]] Result<SwapReport> swapDatabaseOn(FileSystem &files, const QString &fresh,
                                                const QString &target, const QDateTime &now,
                                                const CancelToken &cancel, const FileStamp &checked = {});

[[nodiscard]] Result<std::optional<SwapRecovery>> recoverSwapOn(FileSystem &files, const QString &target);

} // namespace lifeboat::sqlite
