// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/inspect.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "sqlite/atrest.h"
#include "sqlite/connection.h"
#include "sqlite/databasefile.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto checking = u"sqlite.check"_s;
constexpr auto patienceForReading = std::chrono::seconds(5);

/// A database and what its header says, ready for reading.
struct Opened
{
    Connection connection;
    Header header;
};

Result<Opened> openFor(const QString &path, OpenAs how, const CancelToken &cancel, const QString &operation)
{
    if (auto stopped = cancel.check(operation); !stopped)
        return fail(stopped.error());
    const auto resolved = resolveDatabase(path, operation);
    if (!resolved)
        return fail(resolved.error());
    const bool live = how == OpenAs::Live;
    auto connection = Connection::open(*resolved, live ? Access::ReadOnly : Access::Immutable, operation);
    if (!connection)
        return fail(connection.error());
    const Patience patience(patienceForReading, cancel);
    if (live) {
        connection->setPatience(patience);
        if (auto locked = connection->lockShared(patience); !locked)
            return fail(locked.error());
    }
    const auto header = readHeader(*connection);
    if (!header)
        return fail(header.error());
    // At rest and all in the main file: read it without leaving a -wal and -shm of ours beside it.
    if (live && readingWouldLeaveSidecars(*resolved, *header) && sizeOf(sidecarOf(*resolved, "-wal")) == 0)
        return openFor(path, OpenAs::Private, cancel, operation);
    connection->stopWhen(cancel);
    return Opened{std::move(*connection), *header};
}

Result<QStringList> tablesOf(const Connection &connection)
{
    auto statement =
        Statement::prepare(connection, "SELECT name FROM pragma_table_list"
                                       " WHERE schema = 'main' AND type IN ('table', 'virtual')"
                                       " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
    if (!statement)
        return fail(statement.error());
    QStringList tables;
    while (true) {
        const auto row = statement->step();
        if (!row)
            return fail(row.error());
        if (!*row)
            return tables;
        tables += statement->text(0);
    }
}

/// Runs a checking pragma that answers "ok" or what is wrong, row by row.
Result<void> soundness(const Connection &connection, const char *pragma)
{
    auto statement = Statement::prepare(connection, pragma);
    if (!statement)
        return fail(statement.error());
    QStringList findings;
    while (true) {
        const auto row = statement->step();
        if (!row && (findings.isEmpty() || row.error().code != ErrorCode::Corrupt))
            return fail(row.error());
        if (!row || !*row) // too damaged to go on, or the end
            break;
        findings += statement->text(0);
    }
    if (findings == QStringList{u"ok"_s})
        return {};
    return fail(ErrorCode::Corrupt, connection.operation(),
                Text::tr("The database %1 is damaged: %2.")
                    .arg(quoted(connection.path()), findings.join(u"; "_s).simplified()),
                Text::tr("Do not rely on this file; use another backup."));
}

Result<qint64> foreignKeyViolationsOf(const Connection &connection)
{
    const auto count =
        connection.number("SELECT count(*) FROM (SELECT 1 FROM pragma_foreign_key_check LIMIT 1000)");
    if (count || count.error().code != ErrorCode::Io)
        return count;
    // A schema whose foreign keys name nothing that exists cannot be checked; that is the source's own
    // affair.
    qCInfo(logSqlite) << "foreign keys not checked:" << count.error().message;
    return 0;
}

} // namespace

bool looksLikeSqlite(QByteArrayView head)
{
    return head.startsWith(QByteArrayView(sqliteMagic, sizeof sqliteMagic));
}

Result<DatabaseInfo> inspectDatabase(const QString &path, OpenAs how)
{
    const auto opened = openFor(path, how, {}, u"sqlite.inspect"_s);
    if (!opened)
        return fail(opened.error());
    const Connection &connection = opened->connection;
    // The pragmas see what lies in the -wal, the header does not.
    const auto pages = connection.number("PRAGMA page_count");
    const auto version = connection.number("PRAGMA user_version");
    const auto application = connection.number("PRAGMA application_id");
    auto tables = tablesOf(connection);
    for (const auto *value : {&pages, &version, &application}) {
        if (!*value)
            return fail(value->error());
    }
    if (!tables)
        return fail(tables.error());
    const auto size = connection.fileSize();
    if (!size)
        return fail(size.error());
    return DatabaseInfo{*size,
                        opened->header.pageSize,
                        *pages,
                        static_cast<int>(*version),
                        static_cast<quint32>(*application),
                        opened->header.walMode,
                        std::move(*tables)};
}

Result<IntegrityReport> checkIntegrity(const QString &path, OpenAs how, const CancelToken &cancel)
{
    const FileStamp stamp = stampOf(path);
    const auto opened = openFor(path, how, cancel, checking);
    if (!opened)
        return fail(opened.error());
    if (auto sound = soundness(opened->connection, "PRAGMA integrity_check(3)"); !sound)
        return fail(sound.error());
    const auto violations = foreignKeyViolationsOf(opened->connection);
    if (!violations)
        return fail(violations.error());
    return IntegrityReport{*violations, stamp};
}

Result<void> quickCheck(const QString &path, OpenAs how, const CancelToken &cancel)
{
    const auto opened = openFor(path, how, cancel, checking);
    if (!opened)
        return fail(opened.error());
    return soundness(opened->connection, "PRAGMA quick_check(3)");
}

} // namespace lifeboat
