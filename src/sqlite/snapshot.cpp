// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/snapshot.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "sqlite/atrest.h"
#include "sqlite/connection.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"
#include "sqlite/pagecopy.h"

#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"sqlite.snapshot"_s;

/// The file being made, gone again unless kept.
class NewFile final
{
public:
    explicit NewFile(QString path) : m_path(std::move(path)) {}
    ~NewFile()
    {
        if (!m_kept)
            QFile::remove(m_path);
    }
    Q_DISABLE_COPY_MOVE(NewFile)
    void keep() { m_kept = true; }

private:
    QString m_path;
    bool m_kept = false;
};

enum class Attempt {
    Done,
    TryAgain, ///< somebody came or went while we looked
};

class Snapshot final
{
public:
    Snapshot(QString source, QString destination, const SnapshotOptions &options)
        : m_source(std::move(source)), m_destination(std::move(destination)), m_options(options),
          m_patience(options.busyTimeout, options.cancel)
    {
    }
    Q_DISABLE_COPY_MOVE(Snapshot)

    Result<SnapshotInfo> take()
    {
        for (int attempt = 0;; ++attempt) {
            const auto outcome = tryOnce();
            if (!outcome)
                return fail(outcome.error());
            if (*outcome == Attempt::Done)
                return finish();
            if (m_patience.waitABit(attempt))
                continue;
            if (auto stopped = m_options.cancel.check(operation); !stopped)
                return fail(stopped.error());
            return fail(busyError(m_source, operation));
        }
    }

private:
    Result<Attempt> tryOnce()
    {
        auto source = Connection::open(m_source, Access::ReadOnly, operation);
        if (!source)
            return fail(source.error());
        source->setPatience(m_patience);
        if (auto locked = source->lockShared(m_patience); !locked)
            return fail(locked.error());
        const auto header = readHeader(*source);
        if (!header)
            return fail(header.error());
        if (readingWouldLeaveSidecars(m_source, *header))
            return copyQuietly(*source);
        return copyLive(*source);
    }

    Result<Attempt> copyQuietly(const Connection &source)
    {
        const auto outcome = copyAtRest(source, m_destination, m_options.cancel, m_options.progress);
        if (!outcome)
            return fail(outcome.error());
        return *outcome == AtRest::Copied ? Attempt::Done : Attempt::TryAgain;
    }

    Result<Attempt> copyLive(const Connection &source)
    {
        // The transaction stays open to the end: without it every commit of somebody else would make
        // sqlite3_backup start again.
        const int begun = sqlite3_exec(source.handle(), "BEGIN; SELECT count(*) FROM sqlite_schema", nullptr,
                                       nullptr, nullptr);
        if (begun == SQLITE_READONLY_ROLLBACK || begun == SQLITE_READONLY_RECOVERY) {
            // A hot journal: somebody died while writing. Undoing it would write to the source.
            qCInfo(logSqlite) << "unfinished transaction found, recovering it in the copy only";
            if (auto locked = source.lockShared(m_patience); !locked)
                return fail(locked.error());
            return copyQuietly(source);
        }
        if (begun != SQLITE_OK)
            return fail(source.error(begun));
        if (auto copied = copyHeld(source); !copied)
            return fail(copied.error());
        return Attempt::Done;
    }

    /// Copies under the read transaction that `source` holds.
    Result<void> copyHeld(const Connection &source)
    {
        const auto destination = Connection::open(m_destination, Access::SoleWriter, operation);
        if (!destination)
            return fail(destination.error());
        // Nobody else knows this file, and on any failure it is thrown away.
        if (auto set = destination->execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; "
                                            "PRAGMA synchronous=OFF");
            !set) {
            return set;
        }
        const qint64 walAtStart = sizeOf(sidecarOf(m_source, "-wal"));
        auto copy = PageCopy::begin(source, *destination);
        if (!copy)
            return fail(copy.error());
        return copy->run(m_patience, m_options.progress, [this, walAtStart] { return checkWal(walAtStart); });
    }

    Result<void> checkWal(qint64 atStart) const
    {
        const qint64 growth = sizeOf(sidecarOf(m_source, "-wal")) - atStart;
        if (m_options.walGrowthLimit <= 0 || growth <= m_options.walGrowthLimit)
            return {};
        return fail(
            Error{ErrorCode::Busy, operation,
                  Text::tr("While %1 was copied, its -wal file grew by %2, more than the limit of %3.")
                      .arg(quoted(m_source), formatBytes(growth), formatBytes(m_options.walGrowthLimit)),
                  Text::tr("Try again at a quieter time, or raise the limit."), true});
    }

    /// Of the right length, readable, and on the disk where that was asked for.
    Result<SnapshotInfo> finish() const
    {
        const auto copy = Connection::open(m_destination, Access::Immutable, operation);
        if (!copy)
            return fail(copy.error());
        const auto header = readHeader(*copy);
        if (!header)
            return fail(header.error());
        const auto pages = copy->number("PRAGMA page_count");
        if (!pages)
            return fail(pages.error());
        const qint64 size = *pages * header->pageSize;
        if (auto done = secure(size); !done)
            return fail(done.error());
        return SnapshotInfo{
            size, header->pageSize, *pages, header->userVersion, header->applicationId, header->walMode};
    }

    Result<void> secure(qint64 size) const
    {
        const Descriptor file(m_destination, O_RDWR);
        const qint64 found = sizeOf(m_destination);
        if (!file.isOpen() || found < size) {
            return fail(ErrorCode::Corrupt, operation,
                        Text::tr("The copy of %1 is %2 long and should be %3.")
                            .arg(quoted(m_source), formatBytes(found), formatBytes(size)),
                        Text::tr("Check the database with integrity_check."));
        }
        // Programs may allocate a database ahead of its content (SQLITE_FCNTL_CHUNK_SIZE).
        if ((found > size && ::ftruncate(file.number(), size) != 0)
            || (m_options.durable && ::fsync(file.number()) != 0)) {
            const int number = errno;
            return fail(
                systemError(number, operation, Text::tr("Cannot write %1").arg(quoted(m_destination))));
        }
        return {};
    }

    QString m_source; ///< behind all symlinks
    QString m_destination;
    const SnapshotOptions &m_options;
    Patience m_patience;
};

} // namespace

Result<SnapshotInfo> takeSnapshot(const QString &source, const QString &destination,
                                  const SnapshotOptions &options)
{
    const auto resolved = resolveDatabase(source, operation);
    if (!resolved)
        return fail(resolved.error());
    // Ours from the first moment, before anything is in it.
    if (const Descriptor created(destination, O_WRONLY | O_CREAT | O_EXCL, 0600); !created.isOpen()) {
        return fail(
            systemError(created.error(), operation, Text::tr("Cannot create %1").arg(quoted(destination))));
    }
    NewFile file(destination);
    auto info = Snapshot(*resolved, destination, options).take();
    if (info)
        file.keep();
    return info;
}

} // namespace lifeboat
