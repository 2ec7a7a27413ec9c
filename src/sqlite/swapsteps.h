// SPDX-License-Identifier: GPL-3.0-or-later
// swapDatabase() with the file system passed in. For swap.cpp and its tests.
#pragma once

#include "sqlite/filesystem.h"
#include "sqlite/swap.h"

namespace lifeboat::sqlite {

[[nodiscard]] Result<SwapReport> swapDatabaseOn(FileSystem &files, const QString &fresh,
                                                const QString &target, const QDateTime &now,
                                                const CancelToken &cancel, const FileStamp &checked = {});

} // namespace lifeboat::sqlite
