// SPDX-License-Identifier: GPL-3.0-or-later
// A copy of a database that nobody has open, made without SQLite, for the sources SQLite could only read
// by writing beside them: WAL databases whose -wal or -shm is missing, and hot journals.
// Synchronous, on the thread of the connection.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
#include "base/result.h"
#include "sqlite/databasefile.h"

namespace lifeboat::sqlite {

class Connection;

/// True when reading `database` in the ordinary way would create a -wal or -shm. Call under a shared lock.
[[nodiscard]] bool readingWouldLeaveSidecars(const QString &database, const Header &header);

enum class AtRest {
    Copied,   ///< the copy holds what SQLite would have read
    Disturbed ///< somebody wrote meanwhile; what was written to the destination is worthless
};

/// Copies the file of `source`, under whose shared lock it is called, and the sidecars that hold content into
/// the existing `destination`, and lets SQLite recover there, in private. That nobody wrote meanwhile is
/// proven by the write times of the files, which are first left to grow older than the kernel's clock tick.
[[nodiscard]] Result<AtRest> copyAtRest(const Connection &source, const QString &destination,
                                        const CancelToken &cancel, const ByteProgress &progress);

} // namespace lifeboat::sqlite
