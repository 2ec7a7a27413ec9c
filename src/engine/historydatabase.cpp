// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/historydatabase.h"

#include "base/text.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

#include <array>

#include <sys/stat.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestWait = 5000; ///< ms, for what other processes write

using Step = QStringList;

/// What leads from each version of the schema to the next. Only ever appended to.
const QList<Step> &steps()
{
    static const QList<Step> all{
        {u"CREATE TABLE runs(id INTEGER PRIMARY KEY AUTOINCREMENT, profile TEXT NOT NULL, kind TEXT NOT NULL,"
         " started_by TEXT NOT NULL, outcome TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER NOT "
         "NULL,"
         " duration INTEGER NOT NULL, backup_key TEXT NOT NULL, bytes INTEGER NOT NULL,"
         " class_a INTEGER NOT NULL, class_b INTEGER NOT NULL,"
         " error_code TEXT, error_operation TEXT, error_message TEXT, error_hint TEXT)"_s,
         u"CREATE INDEX runs_by_profile ON runs(profile, id)"_s,
         u"CREATE TABLE stages(run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,"
         " position INTEGER NOT NULL, stage TEXT NOT NULL, duration INTEGER NOT NULL, done INTEGER NOT NULL,"
         " PRIMARY KEY(run, position)) WITHOUT ROWID"_s},
    };
    return all;
}

/// Source: https://www.sqlite.org/rescode.html
ErrorCode codeOf(const QSqlError &error)
{
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case 3:                                      // SQLITE_PERM
    case 8:                                      // SQLITE_READONLY
    case 14:                                     // SQLITE_CANTOPEN
    case 23: return ErrorCode::PermissionDenied; // SQLITE_AUTH
    case 5:                                      // SQLITE_BUSY
    case 6: return ErrorCode::Busy;              // SQLITE_LOCKED
    case 11:                                     // SQLITE_CORRUPT
    case 26: return ErrorCode::Corrupt;          // SQLITE_NOTADB
    case 13: return ErrorCode::NoSpace;          // SQLITE_FULL
    default: return ErrorCode::Io;
    }
}

Error historyError(ErrorCode code, const QString &why)
{
    return {code, u"history"_s, Text::tr("The run history cannot be used: %1.").arg(why),
            Text::tr("Backups are not affected, but what they do is not recorded."), code == ErrorCode::Busy};
}

quint64 inodeOf(const QString &path)
{
    struct stat info
    {
    };
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_ino : 0;
}

} // namespace

HistoryDatabase::HistoryDatabase(QString path)
    : m_path(std::move(path)), m_connection(QUuid::createUuid().toString())
{
}

HistoryDatabase::~HistoryDatabase()
{
    disconnect();
}

Result<void> HistoryDatabase::open()
{
    if (auto made = makePrivate(); !made)
        return made;
    if (auto connected = connect(); !connected)
        return connected;
    const auto present = version();
    if (!present)
        return fail(present.error());
    if (*present > steps().size()) {
        return fail(ErrorCode::Unsupported, u"history.open"_s,
                    Text::tr("The run history %1 was written by a newer Lifeboat.").arg(m_path),
                    Text::tr("Update Lifeboat. Until then, runs are not recorded here."));
    }
    // Another process that opens it now may be switching, too: then that one does.
    if (const auto switched = run(u"PRAGMA journal_mode = WAL"_s);
        !switched && switched.error().code != ErrorCode::Busy)
        return fail(switched.error());
    for (const QString &setting : {u"PRAGMA synchronous = NORMAL"_s, u"PRAGMA foreign_keys = ON"_s}) {
        if (const auto set = run(setting); !set)
            return fail(set.error());
    }
    return *present == steps().size() ? Result<void>() : inTransaction([this] { return migrate(); });
}

/// Which databases somebody has is nobody else's business.
Result<void> HistoryDatabase::makePrivate() const
{
    const QString folder = QFileInfo(m_path).path();
    if (!QDir().mkpath(folder))
        return fail(historyError(ErrorCode::PermissionDenied, Text::tr("%1 cannot be made").arg(folder)));
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (QFile::exists(m_path))
        return {};
    // SQLite gives its -wal and -shm the same mode.
    QFile file(m_path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append, QFile::ReadOwner | QFile::WriteOwner))
        return fail(historyError(ErrorCode::PermissionDenied, file.errorString()));
    return {};
}

Result<void> HistoryDatabase::connect()
{
    disconnect();
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
    if (!database.isValid()) {
        return fail(ErrorCode::Unsupported, u"history.open"_s,
                    Text::tr("Qt's SQLite driver is missing, so runs are not recorded."),
                    Text::tr("Install the package libqt6sql6-sqlite."));
    }
    database.setDatabaseName(m_path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(longestWait));
    if (!database.open())
        return fail(historyError(codeOf(database.lastError()), database.lastError().databaseText()));
    m_inode = inodeOf(m_path);
    return {};
}

void HistoryDatabase::disconnect() const
{
    if (!QSqlDatabase::contains(m_connection))
        return;
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<int> HistoryDatabase::version() const
{
    auto query = run(u"PRAGMA user_version"_s);
    if (!query)
        return fail(query.error());
    return query->next() ? query->value(0).toInt() : 0;
}

Result<void> HistoryDatabase::migrate() const
{
    const auto present = version(); // by now another process may have done it
    if (!present)
        return fail(present.error());
    for (qsizetype step = *present; step < steps().size(); ++step) {
        for (const QString &sql : steps().at(step)) {
            if (const auto done = run(sql); !done)
                return fail(done.error());
        }
    }
    const auto set = run(u"PRAGMA user_version = %1"_s.arg(steps().size()));
    return set ? Result<void>() : fail(set.error());
}

Result<void> HistoryDatabase::replace()
{
    disconnect();
    {
        QLockFile lock(m_path + u".lock"_s);
        if (!lock.tryLock(longestWait))
            return fail(historyError(ErrorCode::Busy, Text::tr("another program is repairing it")));
        if (inodeOf(m_path) == m_inode) {
            if (auto moved = moveAside(); !moved)
                return moved;
        }
    }
    return open();
}

Result<void> HistoryDatabase::moveAside()
{
    const QString now = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd_HHmmss_zzz"_s);
    const QString aside = m_path + u".damaged-"_s + now;
    // Its -wal first: beside a new file it would be somebody else's.
    for (const QString &part : {u"-wal"_s, u"-shm"_s, QString()}) {
        if (QFile::exists(m_path + part) && !QFile::rename(m_path + part, aside + part)) {
            return fail(historyError(ErrorCode::PermissionDenied,
                                     Text::tr("%1 is damaged and cannot be moved aside").arg(m_path + part)));
        }
    }
    m_setAside = aside;
    return {};
}

Result<QSqlQuery> HistoryDatabase::run(const QString &sql, const QVariantList &values) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    bool good = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    good = good && query.exec();
    if (!good)
        return fail(historyError(codeOf(query.lastError()), query.lastError().databaseText()));
    return query;
}

Result<void> HistoryDatabase::inTransaction(const std::function<Result<void>()> &work) const
{
    if (const auto begun = run(u"BEGIN IMMEDIATE"_s); !begun)
        return fail(begun.error());
    auto result = work();
    if (result) {
        if (const auto committed = run(u"COMMIT"_s); !committed)
            result = fail(committed.error());
    }
    if (!result)
        (void)run(u"ROLLBACK"_s);
    return result;
}

} // namespace lifeboat
