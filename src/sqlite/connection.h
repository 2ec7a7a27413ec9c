// SPDX-License-Identifier: GPL-3.0-or-later
// Owners of an sqlite3 connection and its statements; failures come out as our errors.
// A connection stays on the thread that opened it; a statement never outlives its connection.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <sqlite3.h>

#include <chrono>
#include <memory>

namespace lifeboat::sqlite {

enum class Access {
    ReadOnly,  ///< locks respected, never written
    Immutable, ///< as ReadOnly, without locks and blind to `-wal` and `-journal`
    ReadWrite, ///< an existing file
    SoleWriter ///< as ReadWrite, for a file nobody else knows: its pages are written many at a time
};

/// How long to wait for somebody else's lock, and who may cut it short.
class Patience final
{
public:
    Patience(std::chrono::milliseconds limit, CancelToken cancel)
        : m_end(std::chrono::steady_clock::now() + limit), m_cancel(std::move(cancel))
    {
    }
    /// Sleeps up to 25 ms, longer with each `attempt`. False when time is up or a stop was requested.
    [[nodiscard]] bool waitABit(int attempt) const;
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] const CancelToken &cancel() const { return m_cancel; }

private:
    std::chrono::steady_clock::time_point m_end;
    CancelToken m_cancel;
};

class Connection final
{
public:
    /// `path` may hold any character. `operation` names what is going on in every error of this connection.
    [[nodiscard]] static Result<Connection> open(const QString &path, Access access,
                                                 const QString &operation);

    [[nodiscard]] sqlite3 *handle() const { return m_handle.get(); }
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] const QString &operation() const { return m_operation; }

    /// Waits for locks as `patience` says, instead of failing at once.
    void setPatience(Patience patience);
    /// Makes every statement stop soon after `cancel` is requested.
    void stopWhen(const CancelToken &cancel);
    /// Likewise, and with ErrorCode::Timeout once `limit` from now has passed.
    void stopAfter(std::chrono::milliseconds limit, const CancelToken &cancel);

    [[nodiscard]] Result<void> execute(const char *sql) const;
    /// The first column of the first row; 0 when there is no row.
    [[nodiscard]] Result<qint64> number(const char *sql) const;
    [[nodiscard]] Result<QString> text(const char *sql) const;

    /// The file itself, through SQLite's own handle: a second handle of this process would, when closed,
    /// drop every lock this process has on the file (https://sqlite.org/howtocorrupt.html, 2.2).
    [[nodiscard]] Result<qint64> fileSize() const;
    [[nodiscard]] Result<QByteArray> readFile(qint64 offset, int count) const;
    /// Takes the lock every reader takes, without reading yet: nobody can then finish a write in rollback
    /// mode, nor be the last to leave a WAL database and delete its sidecar files.
    [[nodiscard]] Result<void> lockShared(const Patience &patience) const;
    /// True when another connection is about to write in rollback mode.
    [[nodiscard]] Result<bool> isReserved() const;

    /// What `code` (an extended result code) means for this connection's file.
    [[nodiscard]] Error error(int code) const;
    /// The error of the last call on this connection.
    [[nodiscard]] Error lastError() const { return error(sqlite3_extended_errcode(handle())); }

private:
    struct Closer
    {
        void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
    };

    Connection() = default;
    [[nodiscard]] sqlite3_file *file() const;
    [[nodiscard]] bool isCancelled() const;

    QString m_path;
    QString m_operation;
    std::unique_ptr<Patience> m_patience;  // at a fixed address, SQLite holds a pointer to it
    std::unique_ptr<CancelToken> m_cancel; // likewise
    std::unique_ptr<Patience> m_limit;     // likewise
    std::unique_ptr<sqlite3, Closer> m_handle;
};

class Statement final
{
public:
    [[nodiscard]] static Result<Statement> prepare(const Connection &connection, const char *sql);

    /// True when there is a row to read.
    [[nodiscard]] Result<bool> step();
    [[nodiscard]] qint64 number(int column) const { return sqlite3_column_int64(m_handle.get(), column); }
    [[nodiscard]] double real(int column) const { return sqlite3_column_double(m_handle.get(), column); }
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QString columnName(int column) const;
    [[nodiscard]] int columnCount() const { return sqlite3_column_count(m_handle.get()); }
    [[nodiscard]] int type(int column) const
    {
        return sqlite3_column_type(m_handle.get(), column);
    } ///< SQLITE_…
    /// The value as SQLite stores or prints it; valid until the next step().
    [[nodiscard]] QByteArrayView bytes(int column) const;

private:
    struct Finalizer
    {
        void operator()(sqlite3_stmt *handle) const { sqlite3_finalize(handle); }
    };

    explicit Statement(const Connection &connection) : m_connection(&connection) {}

    const Connection *m_connection;
    std::unique_ptr<sqlite3_stmt, Finalizer> m_handle;
};

} // namespace lifeboat::sqlite
