// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/assertion.h"

#include "base/text.h"
#include "sqlite/connection.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

/// https://sqlite.org/c3ref/set_authorizer.html: no other files, and nothing that changes how this one is
/// read. Writing is refused by the connection itself, so that virtual tables may prepare what they never run.
int allowReading(void *, int action, const char *first, const char *, const char *, const char *)
{
    switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH: return SQLITE_DENY;
    case SQLITE_PRAGMA: // full text tables look for changes by this one
        return sqlite3_stricmp(first, "data_version") == 0 ? SQLITE_OK : SQLITE_DENY;
    default: return SQLITE_OK;
    }
}

/// Nothing after it but white space and comments.
bool isOneQuery(const Connection &connection, const QByteArray &sql)
{
    const char *rest = nullptr;
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v2(connection.handle(), sql.constData(), -1, &statement, &rest);
    const bool isQuery = code == SQLITE_OK && statement && sqlite3_stmt_readonly(statement) != 0
                         && sqlite3_column_count(statement) > 0 && sqlite3_stmt_isexplain(statement) == 0;
    sqlite3_finalize(statement);
    if (!isQuery)
        return false;
    sqlite3_stmt *next = nullptr;
    const bool isLast =
        sqlite3_prepare_v2(connection.handle(), rest, -1, &next, nullptr) == SQLITE_OK && !next;
    sqlite3_finalize(next);
    return isLast;
}

bool isTrue(const Statement &row)
{
    switch (row.type(0)) {
    case SQLITE_NULL: return false;
    case SQLITE_INTEGER: return row.number(0) != 0;
    case SQLITE_FLOAT: return row.real(0) != 0.0;
    default: return !row.bytes(0).isEmpty();
    }
}

QString reasonOf(const Connection &connection, const Error &error)
{
    if (error.code == ErrorCode::Timeout)
        return Text::tr("it took too long");
    return QString::fromUtf8(sqlite3_errmsg(connection.handle()));
}

} // namespace

Result<std::optional<QString>> objectionTo(const QString &sql, const QString &path,
                                           std::chrono::milliseconds limit, const CancelToken &cancel)
{
    auto connection = Connection::open(path, Access::Immutable, u"sqlite.assert"_s);
    if (!connection)
        return fail(connection.error());
    connection->stopAfter(limit, cancel);
    // Views and triggers are somebody else's text.
    if (const auto set = connection->execute("PRAGMA trusted_schema = OFF"); !set)
        return fail(set.error());
    sqlite3_set_authorizer(connection->handle(), allowReading, nullptr);
    auto statement = Statement::prepare(*connection, sql.toUtf8().constData());
    if (!statement)
        return reasonOf(*connection, statement.error());
    if (!isOneQuery(*connection, sql.toUtf8()))
        return Text::tr("it is not one SELECT");
    const auto row = statement->step();
    if (!row && row.error().code == ErrorCode::Cancelled)
        return fail(row.error());
    if (!row)
        return reasonOf(*connection, row.error());
    if (!*row)
        return Text::tr("it found nothing");
    if (!isTrue(*statement))
        return Text::tr("it is not true");
    return std::nullopt;
}

} // namespace lifeboat
