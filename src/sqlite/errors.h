// SPDX-License-Identifier: GPL-3.0-or-later
// From the codes of SQLite and of the operating system to errors a person can act on. Pure, apart from
// looking up who holds a lock.
#pragma once

#include "base/error.h"

#include <QString>

namespace lifeboat::sqlite {

struct SqliteFailure
{
    int code = 0;        ///< extended result code
    int systemError = 0; ///< errno behind it, or 0
    QString detail;      ///< SQLite's own words
};

[[nodiscard]] Error sqliteError(const SqliteFailure &failure, const QString &path, const QString &operation);

/// `what` failed with errno `number`: "Cannot create "x": No space left on device."
[[nodiscard]] Error systemError(int number, const QString &operation, const QString &what);

/// ErrorCode::Busy for `path`, naming the programs that have it open where that can be found out.
[[nodiscard]] Error busyError(const QString &path, const QString &operation);

} // namespace lifeboat::sqlite
