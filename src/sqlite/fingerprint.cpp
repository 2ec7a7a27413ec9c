// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/fingerprint.h"

#include "base/sha256.h"
#include "sqlite/connection.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Length before content, so that no two different rows run together into the same bytes.
void addText(Sha256 &hash, char kind, QByteArrayView bytes)
{
    const QByteArray head = kind + QByteArray::number(bytes.size()) + ':';
    hash.add(head);
    hash.add(bytes);
}

void addColumn(Sha256 &hash, const sqlite::Statement &row, int column)
{
    switch (row.type(column)) {
    case SQLITE_NULL: addText(hash, 'n', {}); break;
    case SQLITE_INTEGER: addText(hash, 'i', row.bytes(column)); break;
    case SQLITE_FLOAT: addText(hash, 'f', row.bytes(column)); break;
    case SQLITE_TEXT: addText(hash, 't', row.bytes(column)); break;
    default: addText(hash, 'b', row.bytes(column)); break;
    }
}

Result<void> addRows(Sha256 &hash, const sqlite::Connection &connection, const QByteArray &sql)
{
    auto rows = sqlite::Statement::prepare(connection, sql.constData());
    if (!rows)
        return fail(rows.error());
    for (;;) {
        const auto more = rows->step();
        if (!more)
            return fail(more.error());
        if (!*more)
            return {};
        for (int column = 0; column < rows->columnCount(); ++column)
            addColumn(hash, *rows, column);
    }
}

Result<void> addSchema(Sha256 &hash, const sqlite::Connection &connection)
{
    return addRows(hash, connection,
                   "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
}

Result<QStringList> ordinaryTables(const sqlite::Connection &connection)
{
    auto rows = sqlite::Statement::prepare(
        connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name");
    if (!rows)
        return fail(rows.error());
    QStringList names;
    for (;;) {
        const auto more = rows->step();
        if (!more)
            return fail(more.error());
        if (!*more)
            return names;
        names.append(rows->text(0));
    }
}

} // namespace

Result<QByteArray> contentFingerprint(const QString &path, OpenAs how, const CancelToken &cancel)
{
    const auto access = how == OpenAs::Live ? sqlite::Access::ReadOnly : sqlite::Access::Immutable;
    auto connection = sqlite::Connection::open(path, access, u"sqlite.fingerprint"_s);
    if (!connection)
        return fail(connection.error());
    connection->stopWhen(cancel);
    if (const auto begun = connection->execute("BEGIN"); !begun)
        return fail(begun.error());
    Sha256 hash;
    if (const auto schema = addSchema(hash, *connection); !schema)
        return fail(schema.error());
    const auto tables = ordinaryTables(*connection);
    if (!tables)
        return fail(tables.error());
    for (QString table : *tables) {
        table.replace(u'"', u"\"\""_s);
        // NOT INDEXED: the table's own order is the same in every copy, an index the planner prefers may not
        // be.
        const auto added = addRows(hash, *connection, "SELECT * FROM \"" + table.toUtf8() + "\" NOT INDEXED");
        if (!added)
            return fail(added.error());
    }
    return hash.finish();
}

Result<QByteArray> schemaFingerprint(const QString &path, const CancelToken &cancel)
{
    auto connection = sqlite::Connection::open(path, sqlite::Access::Immutable, u"sqlite.fingerprint"_s);
    if (!connection)
        return fail(connection.error());
    connection->stopWhen(cancel);
    Sha256 hash;
    if (const auto schema = addSchema(hash, *connection); !schema)
        return fail(schema.error());
    return hash.finish();
}

} // namespace lifeboat
