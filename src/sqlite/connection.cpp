// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/connection.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/errors.h"
#include "sqlite/gatheringvfs.h"

#include <QFile>

#include <algorithm>
#include <thread>

namespace lifeboat::sqlite {

using namespace Qt::StringLiterals;

namespace {

constexpr int stepsBetweenLooks = 4000; // virtual machine steps, some 100 µs

/// https://sqlite.org/uri.html: everything but the slashes is escaped, so no name has a meaning.
QByteArray uriOf(const QString &path, Access access)
{
    QByteArray uri = "file:" + QFile::encodeName(path).toPercentEncoding("/");
    if (access == Access::Immutable)
        uri += "?immutable=1";
    return uri;
}

int waitForLock(void *patience, int attempt)
{
    return static_cast<const Patience *>(patience)->waitABit(attempt) ? 1 : 0;
}

int lookForStop(void *cancel)
{
    return static_cast<const CancelToken *>(cancel)->isRequested() ? 1 : 0;
}

int lookForEnd(void *limit)
{
    return static_cast<const Patience *>(limit)->isOver() ? 1 : 0;
}

} // namespace

bool Patience::waitABit(int attempt) const
{
    using namespace std::chrono_literals;
    const auto left = m_end - std::chrono::steady_clock::now();
    if (left <= 0ns || m_cancel.isRequested())
        return false;
    const std::chrono::nanoseconds pause = std::min(1ms * (attempt + 1), 25ms);
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, pause));
    return !m_cancel.isRequested();
}

bool Patience::isOver() const
{
    return std::chrono::steady_clock::now() >= m_end || m_cancel.isRequested();
}

Result<Connection> Connection::open(const QString &path, Access access, const QString &operation)
{
    Connection connection;
    connection.m_path = path;
    connection.m_operation = operation;
    const bool sole = access == Access::SoleWriter;
    const int mode = sole || access == Access::ReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(uriOf(path, access).constData(), &handle,
                                     mode | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     sole ? gatheringVfs() : nullptr);
    connection.m_handle.reset(handle);
    if (code != SQLITE_OK)
        return fail(connection.error(code));
    // No pragma here: most of them read the schema, and reading can leave a -wal and -shm behind. SQLite's
    // own limits suit us: a cache of 2 MB and no memory mapping, whatever the size of the database.
    return connection;
}

void Connection::setPatience(Patience patience)
{
    m_patience = std::make_unique<Patience>(std::move(patience));
    sqlite3_busy_handler(handle(), waitForLock, m_patience.get());
}

void Connection::stopWhen(const CancelToken &cancel)
{
    m_cancel = std::make_unique<CancelToken>(cancel);
    sqlite3_progress_handler(handle(), stepsBetweenLooks, lookForStop, m_cancel.get());
}

void Connection::stopAfter(std::chrono::milliseconds limit, const CancelToken &cancel)
{
    m_limit = std::make_unique<Patience>(limit, cancel);
    sqlite3_progress_handler(handle(), stepsBetweenLooks, lookForEnd, m_limit.get());
}

Result<void> Connection::execute(const char *sql) const
{
    const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return fail(error(code));
    return {};
}

Result<qint64> Connection::number(const char *sql) const
{
    auto statement = Statement::prepare(*this, sql);
    if (!statement)
        return fail(statement.error());
    const auto row = statement->step();
    if (!row)
        return fail(row.error());
    return *row ? statement->number(0) : 0;
}

Result<QString> Connection::text(const char *sql) const
{
    auto statement = Statement::prepare(*this, sql);
    if (!statement)
        return fail(statement.error());
    const auto row = statement->step();
    if (!row)
        return fail(row.error());
    return *row ? statement->text(0) : QString();
}

sqlite3_file *Connection::file() const
{
    sqlite3_file *file = nullptr;
    sqlite3_file_control(handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file;
}

Result<qint64> Connection::fileSize() const
{
    sqlite3_int64 size = 0;
    const int code = file()->pMethods->xFileSize(file(), &size);
    if (code != SQLITE_OK)
        return fail(error(code));
    return size;
}

Result<QByteArray> Connection::readFile(qint64 offset, int count) const
{
    QByteArray bytes(count, Qt::Uninitialized);
    const int code = file()->pMethods->xRead(file(), bytes.data(), count, offset);
    if (code != SQLITE_OK)
        return fail(error(code));
    return bytes;
}

Result<void> Connection::lockShared(const Patience &patience) const
{
    for (int attempt = 0;; ++attempt) {
        const int code = file()->pMethods->xLock(file(), SQLITE_LOCK_SHARED);
        if (code == SQLITE_OK)
            return {};
        if ((code & 0xff) != SQLITE_BUSY)
            return fail(error(code));
        if (patience.waitABit(attempt))
            continue;
        if (auto stopped = patience.cancel().check(m_operation); !stopped)
            return stopped;
        return fail(error(code));
    }
}

Result<bool> Connection::isReserved() const
{
    int reserved = 0;
    const int code = file()->pMethods->xCheckReservedLock(file(), &reserved);
    if (code != SQLITE_OK)
        return fail(error(code));
    return reserved != 0;
}

bool Connection::isCancelled() const
{
    return (m_patience && m_patience->cancel().isRequested()) || (m_cancel && m_cancel->isRequested())
           || (m_limit && m_limit->cancel().isRequested());
}

Error Connection::error(int code) const
{
    const int primary = code & 0xff;
    const bool cutShort = primary == SQLITE_BUSY || primary == SQLITE_INTERRUPT;
    if (cutShort && isCancelled())
        return sqliteError({SQLITE_INTERRUPT, 0, {}}, m_path, m_operation);
    if (primary == SQLITE_INTERRUPT && m_limit)
        return {ErrorCode::Timeout,
                m_operation,
                Text::tr("Reading %1 took too long.").arg(quoted(m_path)),
                {},
                false};
    // A copy of pages fails without telling either of its connections.
    const bool told = (sqlite3_extended_errcode(handle()) & 0xff) == primary;
    const char *words = told ? sqlite3_errmsg(handle()) : sqlite3_errstr(code);
    return sqliteError({code, sqlite3_system_errno(handle()), QString::fromUtf8(words)}, m_path, m_operation);
}

Result<Statement> Statement::prepare(const Connection &connection, const char *sql)
{
    Statement statement(connection);
    sqlite3_stmt *handle = nullptr;
    const int code = sqlite3_prepare_v2(connection.handle(), sql, -1, &handle, nullptr);
    statement.m_handle.reset(handle);
    if (code != SQLITE_OK)
        return fail(connection.error(code));
    return statement;
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_handle.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(m_connection->error(code));
    return code == SQLITE_ROW;
}

QString Statement::columnName(int column) const
{
    return QString::fromUtf8(sqlite3_column_name(m_handle.get(), column));
}

QByteArrayView Statement::bytes(int column) const
{
    const void *data = sqlite3_column_blob(m_handle.get(), column);
    return {static_cast<const char *>(data), sqlite3_column_bytes(m_handle.get(), column)};
}

QString Statement::text(int column) const
{
    const auto *utf16 = static_cast<const char16_t *>(sqlite3_column_text16(m_handle.get(), column));
    return QString::fromUtf16(utf16, sqlite3_column_bytes16(m_handle.get(), column) / 2);
}

} // namespace lifeboat::sqlite
