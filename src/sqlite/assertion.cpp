// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/assertion.h"

#include "base/text.h"
#include "sqlite/connection.h"

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

/// https://sqlite.org/c3ref/set_authorizer.html: no ATTACH of other files, no PRAGMA, nothing that writes.
int allowReading(void *, int action, const char *, const char *, const char *, const char *)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    default: return SQLITE_DENY;
    }
}

bool isOneStatement(const Connection &connection, const QByteArray &sql)
{
    const char *rest = nullptr;
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v2(connection.handle(), sql.constData(), -1, &statement, &rest);
    const bool isEmpty = !statement;
    sqlite3_finalize(statement);
    return code == SQLITE_OK && !isEmpty && QByteArrayView(rest).trimmed().isEmpty();
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
    if (!isOneStatement(*connection, sql.toUtf8()))
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
