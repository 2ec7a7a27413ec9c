// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/tablereader.h"

#include "sqlite/connection.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"sqlite.browse"_s;

Result<Connection> openCopy(const QString &path)
{
    auto connection = Connection::open(path, Access::Immutable, operation);
    // A schema is somebody else's text: its views may read, and nothing more.
    if (connection) {
        if (const auto set = connection->execute("PRAGMA trusted_schema = OFF"); !set)
            return fail(set.error());
    }
    return connection;
}

QByteArray identifier(QString name)
{
    return '"' + name.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

/// A BLOB is not read but measured, which SQLite does without touching it; the length comes as a BLOB, so
/// that it cannot be taken for a number of the table's own.
QByteArray bounded(const QString &column)
{
    const QByteArray name = identifier(column);
    return "CASE typeof(" + name + ") WHEN 'blob' THEN CAST(length(" + name
           + ") AS BLOB) WHEN 'text' THEN substr(" + name + ", 1, "
           + QByteArray::number(TableReader::mostText + 1) + ") ELSE " + name + " END";
}

Result<QStringList> columnsOf(const Connection &connection, const QString &table)
{
    const QByteArray select = "SELECT * FROM " + identifier(table);
    const auto rows = Statement::prepare(connection, select.constData());
    if (!rows)
        return fail(rows.error());
    QStringList names;
    for (int column = 0; column < rows->columnCount(); ++column)
        names += rows->columnName(column);
    return names;
}

TableCell cellOf(const Statement &row, int column)
{
    TableCell cell;
    switch (row.type(column)) {
    case SQLITE_NULL: return cell;
    case SQLITE_BLOB:
        cell.kind = TableCell::Kind::Blob;
        cell.blobSize = row.bytes(column).toByteArray().toLongLong();
        return cell;
    case SQLITE_INTEGER: cell.kind = TableCell::Kind::Integer; break;
    case SQLITE_FLOAT: cell.kind = TableCell::Kind::Real; break;
    default: cell.kind = TableCell::Kind::Text;
    }
    cell.text = row.text(column);
    // SQLite counts characters, QString UTF-16 units: what was cut has at least as many of those.
    cell.isCut = cell.kind == TableCell::Kind::Text && cell.text.toUcs4().size() > TableReader::mostText;
    if (cell.isCut)
        cell.text.chop(cell.text.back().isLowSurrogate() ? 2 : 1);
    return cell;
}

} // namespace

Result<QList<TableName>> listTables(const QString &path)
{
    const auto connection = openCopy(path);
    if (!connection)
        return fail(connection.error());
    auto rows =
        Statement::prepare(*connection, "SELECT name, type = 'view' FROM sqlite_schema"
                                        " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%'"
                                        " ESCAPE '\\' ORDER BY name COLLATE NOCASE");
    if (!rows)
        return fail(rows.error());
    QList<TableName> tables;
    for (;;) {
        const auto more = rows->step();
        if (!more)
            return fail(more.error());
        if (!*more)
            return tables;
        tables.append({rows->text(0), rows->number(1) != 0});
    }
}

Result<qint64> countRows(const QString &path, const QString &table, const CancelToken &cancel)
{
    auto connection = openCopy(path);
    if (!connection)
        return fail(connection.error());
    connection->stopWhen(cancel);
    const QByteArray count = "SELECT count(*) FROM " + identifier(table);
    return connection->number(count.constData());
}

struct TableReader::Cursor
{
    explicit Cursor(Connection opened) : connection(std::move(opened)) {}

    Connection connection; // at a fixed address: the statement points to it
    std::unique_ptr<Statement> rows;
    bool atEnd = false;
};

TableReader::TableReader(std::unique_ptr<Cursor> cursor, QStringList columns)
    : m_cursor(std::move(cursor)), m_columns(std::move(columns))
{
}

TableReader::~TableReader() = default;

Result<std::unique_ptr<TableReader>> TableReader::open(const QString &path, const QString &table,
                                                       const CancelToken &cancel)
{
    auto opened = openCopy(path);
    if (!opened)
        return fail(opened.error());
    auto cursor = std::make_unique<Cursor>(std::move(*opened));
    cursor->connection.stopWhen(cancel);
    auto columns = columnsOf(cursor->connection, table);
    if (!columns)
        return fail(columns.error());
    QByteArrayList wanted;
    for (const QString &column : std::as_const(*columns))
        wanted += bounded(column);
    const QByteArray select = "SELECT " + wanted.join(", ") + " FROM " + identifier(table);
    auto rows = Statement::prepare(cursor->connection, select.constData());
    if (!rows)
        return fail(rows.error());
    cursor->rows = std::make_unique<Statement>(std::move(*rows));
    return std::unique_ptr<TableReader>(new TableReader(std::move(cursor), std::move(*columns)));
}

Result<QList<TableRow>> TableReader::read(int most)
{
    QList<TableRow> rows;
    // After its last row a statement would begin anew.
    while (!m_cursor->atEnd && rows.size() < most) {
        const auto more = m_cursor->rows->step();
        if (!more)
            return fail(more.error());
        m_cursor->atEnd = !*more;
        if (m_cursor->atEnd)
            break;
        TableRow row;
        for (int column = 0; column < m_columns.size(); ++column)
            row.append(cellOf(*m_cursor->rows, column));
        rows.append(std::move(row));
    }
    return rows;
}

} // namespace lifeboat
