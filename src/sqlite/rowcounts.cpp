// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/rowcounts.h"

#include "sqlite/connection.h"

#include <QSet>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

Result<QStringList> ordinaryTables(const Connection &connection)
{
    auto rows = Statement::prepare(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                               " AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                                               " ORDER BY name");
    if (!rows)
        return fail(rows.error());
    QStringList tables;
    for (;;) {
        const auto more = rows->step();
        if (!more)
            return fail(more.error());
        if (!*more)
            return tables;
        tables.append(rows->text(0));
    }
}

/// Not count(*): that is one long step of SQLite's machine, in which nobody looks at the time.
QByteArray countOf(QString table)
{
    return "SELECT sum(1) FROM \"" + table.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

} // namespace

Result<CountedRows> countAllRows(const QString &path, std::chrono::milliseconds limit,
                                 const CancelToken &cancel)
{
    auto connection = Connection::open(path, Access::Immutable, u"sqlite.count"_s);
    if (!connection)
        return fail(connection.error());
    connection->stopAfter(limit, cancel);
    const auto tables = ordinaryTables(*connection);
    if (!tables && tables.error().code == ErrorCode::Timeout)
        return CountedRows{{}, false};
    if (!tables)
        return fail(tables.error());
    CountedRows counted;
    for (const QString &table : *tables) {
        const auto count = connection->number(countOf(table).constData());
        if (!count && count.error().code == ErrorCode::Timeout) {
            counted.isComplete = false;
            break;
        }
        if (!count)
            return fail(count.error());
        counted.rows.insert(table, *count);
    }
    return counted;
}

Result<RowCounts> countRowsOf(const QStringList &tables, const QString &path, const CancelToken &cancel)
{
    auto connection = Connection::open(path, Access::Immutable, u"sqlite.count"_s);
    if (!connection)
        return fail(connection.error());
    connection->stopWhen(cancel);
    const auto there = ordinaryTables(*connection);
    if (!there)
        return fail(there.error());
    const QSet<QString> wanted(tables.cbegin(), tables.cend());
    RowCounts counts;
    for (const QString &table : *there) {
        if (!wanted.contains(table))
            continue;
        const auto count = connection->number(countOf(table).constData());
        if (!count)
            return fail(count.error());
        counts.insert(table, *count);
    }
    return counts;
}

} // namespace lifeboat
