// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/errors.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/databaseusers.h"
#include "sqlite/swap.h"

#include <sqlite3.h>

#include <cerrno>

namespace lifeboat::sqlite {

using namespace Qt::StringLiterals;

namespace {

ErrorCode codeOf(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::NotFound;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::PermissionDenied;
    case ENOSPC:
    case EDQUOT: return ErrorCode::NoSpace;
    case EEXIST: return ErrorCode::AlreadyExists;
    default: return ErrorCode::Io;
    }
}

QString hintFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound: return Text::tr("Check the path.");
    case ErrorCode::PermissionDenied:
        return Text::tr("Run Lifeboat as the user who owns it, or give this user access.");
    case ErrorCode::NoSpace: return Text::tr("Free some room on that disk, or choose another folder.");
    case ErrorCode::AlreadyExists: return Text::tr("Move it away, or choose another name.");
    default: return Text::tr("Check that the disk is connected and healthy, then try again.");
    }
}

QString readOnlyHint()
{
    return Text::tr("The disk is mounted read-only. Mount it for writing; if the system did that by itself, "
                    "check the disk for errors.");
}

} // namespace

Error systemError(int number, const QString &operation, const QString &what)
{
    const ErrorCode code = codeOf(number);
    return {code, operation, Text::tr("%1: %2.").arg(what, qt_error_string(number)),
            number == EROFS ? readOnlyHint() : hintFor(code), false};
}

Error busyError(const QString &path, const QString &operation)
{
    const auto users = findDatabaseUsers(path);
    const QString message =
        users && !users->isEmpty()
            ? Text::tr("The database %1 is in use by %2.").arg(quoted(path), namesOf(*users))
            : Text::tr("The database %1 is locked by another program.").arg(quoted(path));
    return {ErrorCode::Busy, operation, message,
            Text::tr("Try again when it has finished, or stop that program first."), true};
}

Error sqliteError(const SqliteFailure &failure, const QString &path, const QString &operation)
{
    const QString name = quoted(path);
    switch (failure.code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return busyError(path, operation);
    case SQLITE_INTERRUPT: return {ErrorCode::Cancelled, operation, Text::tr("Cancelled."), {}, false};
    case SQLITE_NOTADB:
        return {ErrorCode::NotADatabase, operation, Text::tr("%1 is not an SQLite database.").arg(name),
                Text::tr("Choose the database file itself."), false};
    case SQLITE_CORRUPT:
        return {ErrorCode::Corrupt, operation,
                Text::tr("The database %1 is damaged: %2.").arg(name, failure.detail),
                Text::tr("Keep the file as it is, and restore the latest good backup."), false};
    case SQLITE_FULL: return systemError(ENOSPC, operation, Text::tr("Cannot write %1").arg(name));
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        if (failure.code == SQLITE_READONLY_ROLLBACK || failure.code == SQLITE_READONLY_RECOVERY) {
            return {
                ErrorCode::Refused, operation,
                Text::tr("A program was stopped while it wrote %1, and reading it now would write to it.")
                    .arg(name),
                Text::tr(
                    "Start that program once. A backup can be taken before: it recovers in the copy only."),
                false};
        }
        return systemError(EACCES, operation, Text::tr("Cannot write %1").arg(name));
    case SQLITE_CANTOPEN:
        if (failure.systemError != 0)
            return systemError(failure.systemError, operation, Text::tr("Cannot open %1").arg(name));
        break;
    case SQLITE_IOERR:
        if (failure.systemError != 0)
            return systemError(failure.systemError, operation, Text::tr("Cannot read or write %1").arg(name));
        return {ErrorCode::Io, operation, Text::tr("Cannot read or write %1: %2.").arg(name, failure.detail),
                hintFor(ErrorCode::Io), false};
    default: break;
    }
    return {ErrorCode::Io, operation, Text::tr("SQLite cannot use %1: %2.").arg(name, failure.detail),
            Text::tr("Try again; if it happens again, \"lifeboat-cli doctor\" looks for the reason."), false};
}

} // namespace lifeboat::sqlite
