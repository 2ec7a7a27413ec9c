// SPDX-License-Identifier: GPL-3.0-or-later
// Telling, without reading its content, that nobody has written to a live database. Synchronous.
#pragma once

#include "base/result.h"
#include "sqlite/filestamp.h"

#include <QString>

namespace lifeboat {

/// Two equal stamps of a database: nobody has written to it between, provided that the first was taken well
/// after the last write; see isSettled().
struct SourceStamp
{
    FileStamp database;
    FileStamp wal;       ///< all zero when there is none
    FileStamp journal;   ///< likewise; one that is there is hot, or about to be
    quint32 changes = 0; ///< the file's change counter, which every writer in rollback mode counts up

    bool operator==(const SourceStamp &) const = default;
};

/// The files are looked at, and the header is read through SQLite. NotFound, NotADatabase, Busy, …
[[nodiscard]] Result<SourceStamp> sourceStampOf(const QString &path);

/// Whether a write after `stamp`, which was taken at `taken` (since the epoch), would have to show in the
/// times of the files: file systems tell them apart to two seconds at worst, and a write in the same tick as
/// the last one leaves them as they were.
[[nodiscard]] bool isSettled(const SourceStamp &stamp, std::chrono::milliseconds taken);

} // namespace lifeboat
