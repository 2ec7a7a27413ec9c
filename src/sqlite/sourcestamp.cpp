// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/sourcestamp.h"

#include "sqlite/connection.h"
#include "sqlite/databasefile.h"

#include <QtEndian>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace sqlite;

namespace {

const auto operation = u"sqlite.stamp"_s;
constexpr auto patienceForReading = 5s;
constexpr auto coarsestTick = 2s; // of FAT
constexpr int changeCounter = 24; // https://sqlite.org/fileformat2.html, 1.3

/// Through SQLite's own handle: closing one of ours would drop this process's locks on the file.
Result<quint32> changesOf(const QString &path)
{
    const auto connection = Connection::open(path, Access::ReadOnly, operation);
    if (!connection)
        return fail(connection.error());
    if (const auto locked = connection->lockShared({patienceForReading, {}}); !locked)
        return fail(locked.error());
    if (const auto header = readHeader(*connection); !header)
        return fail(header.error());
    const auto bytes = connection->readFile(changeCounter, sizeof(quint32));
    if (!bytes)
        return fail(bytes.error());
    return qFromBigEndian<quint32>(bytes->constData());
}

} // namespace

Result<SourceStamp> sourceStampOf(const QString &path)
{
    const auto resolved = resolveDatabase(path, operation);
    if (!resolved)
        return fail(resolved.error());
    const auto changes = changesOf(*resolved);
    if (!changes)
        return fail(changes.error());
    return SourceStamp{stampOf(*resolved), stampOf(sidecarOf(*resolved, "-wal")),
                       stampOf(sidecarOf(*resolved, "-journal")), *changes};
}

bool isSettled(const SourceStamp &stamp, std::chrono::milliseconds taken)
{
    const auto last = std::max({stamp.database.written, stamp.wal.written, stamp.journal.written});
    return last + coarsestTick < taken;
}

} // namespace lifeboat
