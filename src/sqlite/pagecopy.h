// SPDX-License-Identifier: GPL-3.0-or-later
// All pages of one database into another, in pieces small enough to be stopped between.
// Synchronous, on the thread of the connections, which must outlive the copy.
#pragma once

#include "base/blockstream.h"
#include "sqlite/connection.h"

#include <functional>

namespace lifeboat::sqlite {

/// sqlite3_backup in one transaction of `destination`: destroyed before its end, it leaves `destination`
/// as it was (if that has a journal).
class PageCopy final
{
public:
    /// `source` holds a read transaction, or is written by nobody; `destination` has no transaction.
    [[nodiscard]] static Result<PageCopy> begin(const Connection &source, const Connection &destination);

    /// Keeps all other writers out of the destination from now on. ErrorCode::Busy when they do not let go.
    [[nodiscard]] Result<void> lock(const Patience &patience) { return step(0, patience); }
    /// Copies everything and commits. `check` (may be empty) and the cancel token of `patience` are looked at
    /// after every 4 MiB.
    [[nodiscard]] Result<void> run(const Patience &patience, const ByteProgress &progress,
                                   const std::function<Result<void>()> &check = {});

private:
    struct Finisher
    {
        void operator()(sqlite3_backup *backup) const { sqlite3_backup_finish(backup); }
    };

    PageCopy(const Connection &source, const Connection &destination)
        : m_source(&source), m_destination(&destination)
    {
    }
    [[nodiscard]] Result<void> step(int pages, const Patience &patience);
    [[nodiscard]] Error stepError(int code) const;

    const Connection *m_source;
    const Connection *m_destination;
    qint64 m_pageSize = 0;
    bool m_done = false;
    std::unique_ptr<sqlite3_backup, Finisher> m_backup;
};

} // namespace lifeboat::sqlite
