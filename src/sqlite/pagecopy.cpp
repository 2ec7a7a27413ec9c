// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/pagecopy.h"

#include <algorithm>

namespace lifeboat::sqlite {

namespace {

constexpr qint64 pieceSize = 4 << 20; // bytes; some 10 ms of work

} // namespace

Result<PageCopy> PageCopy::begin(const Connection &source, const Connection &destination)
{
    PageCopy copy(source, destination);
    const auto pageSize = source.number("PRAGMA page_size");
    if (!pageSize)
        return fail(pageSize.error());
    copy.m_pageSize = *pageSize;
    copy.m_backup.reset(sqlite3_backup_init(destination.handle(), "main", source.handle(), "main"));
    if (!copy.m_backup)
        return fail(destination.lastError());
    return copy;
}

Result<void> PageCopy::run(const Patience &patience, const ByteProgress &progress,
                           const std::function<Result<void>()> &check)
{
    const int pages = static_cast<int>(std::max<qint64>(1, pieceSize / m_pageSize));
    while (true) {
        if (auto stepped = step(pages, patience); !stepped)
            return stepped;
        const qint64 total = sqlite3_backup_pagecount(m_backup.get());
        const qint64 done = total - sqlite3_backup_remaining(m_backup.get());
        if (progress)
            progress(done * m_pageSize, total * m_pageSize);
        if (m_done)
            return {};
        if (check) {
            if (auto fine = check(); !fine)
                return fine;
        }
    }
}

Result<void> PageCopy::step(int pages, const Patience &patience)
{
    for (int refusals = 0;; ++refusals) {
        if (auto stopped = patience.cancel().check(m_source->operation()); !stopped)
            return stopped;
        const int code = sqlite3_backup_step(m_backup.get(), pages);
        m_done = code == SQLITE_DONE;
        if (m_done || code == SQLITE_OK)
            return {};
        const bool locked = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (!locked || !patience.waitABit(refusals)) {
            if (auto stopped = patience.cancel().check(m_source->operation()); locked && !stopped)
                return stopped;
            return fail(stepError(code));
        }
    }
}

/// Which of the two files a failed step speaks of: SQLite does not say.
Error PageCopy::stepError(int code) const
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_READONLY: return m_destination->error(code);
    case SQLITE_IOERR: {
        const bool reading = code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ;
        return reading && sqlite3_system_errno(m_destination->handle()) == 0 ? m_source->error(code)
                                                                             : m_destination->error(code);
    }
    default: return m_source->error(code);
    }
}

} // namespace lifeboat::sqlite
