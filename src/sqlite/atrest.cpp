// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/atrest.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/connection.h"
#include "sqlite/errors.h"

#include <QFile>

#include <thread>

#include <fcntl.h>

namespace lifeboat::sqlite {

using namespace std::chrono_literals;

namespace {

/// File times advance with the kernel's tick (at most 10 ms): a file written longer ago than this
/// cannot be written again without its time showing it.
constexpr auto tick = 20ms;
constexpr int blockSize = 1 << 20;
constexpr std::array contentSuffixes{"", "-wal", "-journal"};

using Stamps = std::array<FileStamp, contentSuffixes.size()>;

Stamps stampsOf(const QString &database)
{
    Stamps stamps;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        const FileStamp stamp = stampOf(sidecarOf(database, contentSuffixes[i]));
        // An empty -wal may come or go with somebody who only reads.
        if (stamp.size > 0)
            stamps[i] = stamp;
    }
    return stamps;
}

/// Nothing when a file was written within the last tick.
std::optional<Stamps> settledStampsOf(const QString &database)
{
    const Stamps stamps = stampsOf(database);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    for (const FileStamp &stamp : stamps) {
        // A time in the future is a clock that was set back: then only equality can be asked for.
        if (stamp.written <= now && now - stamp.written < tick)
            return std::nullopt;
    }
    return stamps;
}

Result<void> copyMainFile(const Connection &source, qint64 size, const QString &destination,
                          const CancelToken &cancel, const ByteProgress &progress)
{
    const QString &operation = source.operation();
    const Descriptor output(destination, O_WRONLY | O_TRUNC);
    if (!output.isOpen()) {
        return fail(
            systemError(output.error(), operation, Text::tr("Cannot open %1").arg(quoted(destination))));
    }
    for (qint64 offset = 0; offset < size;) {
        if (auto stopped = cancel.check(operation); !stopped)
            return stopped;
        const auto block =
            source.readFile(offset, static_cast<int>(std::min<qint64>(size - offset, blockSize)));
        if (!block)
            return fail(block.error());
        if (const int number = output.writeAll(*block))
            return fail(systemError(number, operation, Text::tr("Cannot write %1").arg(quoted(destination))));
        offset += block->size();
        if (progress)
            progress(offset, size);
    }
    return {};
}

/// Opens the copy for writing, alone, so that SQLite takes in its -wal or undoes its -journal.
Result<void> recover(const QString &copy, const Connection &source)
{
    const auto database = Connection::open(copy, Access::ReadWrite, source.operation());
    if (!database)
        return fail(database.error());
    // Exclusive, so that the wal-index lives in memory.
    for (const char *sql : {"PRAGMA locking_mode=EXCLUSIVE", "SELECT count(*) FROM sqlite_schema",
                            "PRAGMA wal_checkpoint(TRUNCATE)"}) {
        if (auto done = database->execute(sql); !done)
            return done;
    }
    return {};
}

/// The copy's own sidecars, while they exist.
class PrivateSidecars final
{
public:
    explicit PrivateSidecars(QString copy) : m_copy(std::move(copy)) {}
    ~PrivateSidecars()
    {
        for (const char *suffix : sidecarSuffixes)
            QFile::remove(sidecarOf(m_copy, suffix));
    }
    Q_DISABLE_COPY_MOVE(PrivateSidecars)

private:
    QString m_copy;
};

} // namespace

bool readingWouldLeaveSidecars(const QString &database, const Header &header)
{
    const bool hasWal = statOf(sidecarOf(database, "-wal")).has_value();
    const bool hasIndex = statOf(sidecarOf(database, "-shm")).has_value();
    // SQLite reads a -wal even when the header says rollback mode.
    return (header.walMode || hasWal) && !(hasWal && hasIndex);
}

Result<AtRest> copyAtRest(const Connection &source, const QString &destination, const CancelToken &cancel,
                          const ByteProgress &progress)
{
    const QString &database = source.path();
    const auto reserved = source.isReserved();
    if (!reserved)
        return fail(reserved.error());
    const auto stamps = settledStampsOf(database);
    if (*reserved || !stamps) {
        std::this_thread::sleep_for(tick);
        return AtRest::Disturbed;
    }
    const PrivateSidecars sidecars(destination);
    bool recoverable = false;
    if (auto done = copyMainFile(source, stamps->front().size, destination, cancel, progress); !done)
        return fail(done.error());
    for (std::size_t i = 1; i < contentSuffixes.size(); ++i) {
        if ((*stamps)[i].size == 0)
            continue;
        recoverable = true;
        const char *suffix = contentSuffixes[i];
        auto done =
            copyFile(sidecarOf(database, suffix), sidecarOf(destination, suffix), cancel, source.operation());
        if (!done && done.error().code == ErrorCode::NotFound)
            return AtRest::Disturbed;
        if (!done)
            return fail(done.error());
    }
    if (stampsOf(database) != *stamps)
        return AtRest::Disturbed;
    if (recoverable) {
        if (auto done = recover(destination, source); !done)
            return fail(done.error());
    }
    return AtRest::Copied;
}

} // namespace lifeboat::sqlite
