// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/swap.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "sqlite/connection.h"
#include "sqlite/databasefile.h"
#include "sqlite/databaseusers.h"
#include "sqlite/errors.h"
#include "sqlite/fileattributes.h"
#include "sqlite/inspect.h"
#include "sqlite/safetycopy.h"
#include "sqlite/swapjournal.h"
#include "sqlite/swapsteps.h"

#include <QDir>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"sqlite.swap"_s;

class Swap final
{
public:
    Swap(FileSystem &files, QString fresh, QString target, const QDateTime &now, CancelToken cancel,
         const FileStamp &checked)
        : m_files(files), m_fresh(std::move(fresh)), m_target(std::move(target)), m_cancel(std::move(cancel)),
          m_checked(checked), m_safety(files, m_target, now, operation)
    {
    }
    Q_DISABLE_COPY_MOVE(Swap)

    Result<SwapReport> run()
    {
        if (auto ready = prepare(); !ready)
            return fail(ready.error());
        auto journal = SwapJournal::begin(m_files, m_target, notes());
        if (!journal)
            return fail(journal.error());
        if (auto done = exchange(); !done) {
            bool complete = false;
            const Error error = putBack(done.error(), complete);
            if (complete)
                journal->end();
            return fail(error);
        }
        journal->end();
        return SwapReport{m_hadAny ? m_safety.folder() : QString()};
    }

private:
    /// Everything that leaves the database as it is.
    Result<void> prepare()
    {
        if (stampOf(m_fresh).device != stampOf(QFileInfo(m_target).path()).device) {
            return fail(
                ErrorCode::Usage, operation,
                Text::tr("%1 must lie on the same disk as %2.").arg(quoted(m_fresh), quoted(m_target)));
        }
        if (const auto sound = inspectDatabase(m_fresh, OpenAs::Private); !sound)
            return fail(sound.error());
        if (auto idle = refuseWhileInUse(); !idle)
            return idle;
        if (auto stopped = m_cancel.check(operation); !stopped)
            return stopped;
        settle();
        m_old = statOf(m_target);
        m_hadAny = m_old.has_value();
        for (const char *suffix : sidecarSuffixes)
            m_hadAny = m_hadAny || statOf(sidecarOf(m_target, suffix));
        if (m_old) {
            if (auto adopted = adopt(m_files, m_fresh, m_target, operation); !adopted)
                return adopted;
        }
        return sync(m_fresh);
    }

    SwapNotes notes() const
    {
        return {QFileInfo(m_safety.folder()).fileName(), stampOf(m_target), stampOf(m_fresh), false, false};
    }

    Result<void> refuseWhileInUse() const
    {
        if (!statOf(m_target))
            return {};
        const auto users = findDatabaseUsers(m_target);
        if (!users)
            return fail(users.error());
        if (users->isEmpty())
            return {};
        return fail(Error{ErrorCode::Busy, operation,
                          Text::tr("The database %1 is in use by %2.").arg(quoted(m_target), namesOf(*users)),
                          Text::tr("Stop that program first, or restore into the open database (--live)."),
                          true});
    }

    /// What a crash left in -wal or -journal is taken into the old database, as the next program to open it
    /// would do. Then that file is whole by itself, and stays so should the power fail while its sidecars are
    /// already moved. What SQLite cannot read is moved as it is; it would even delete the -wal of a file that
    /// is no database.
    void settle() const
    {
        if (sizeOf(sidecarOf(m_target, "-wal")) == 0 && sizeOf(sidecarOf(m_target, "-journal")) == 0)
            return;
        const auto old = Connection::open(m_target, Access::ReadWrite, operation);
        if (!old)
            return;
        const auto header = readHeader(*old);
        auto settled = header ? old->execute("SELECT count(*) FROM sqlite_schema") : fail(header.error());
        if (settled)
            settled = old->execute("PRAGMA wal_checkpoint(TRUNCATE)");
        if (!settled)
            qCInfo(logSqlite) << "the old database is moved as it is:" << settled.error().message;
    }

    Result<void> exchange()
    {
        if (m_hadAny) {
            if (auto kept = keepOld(); !kept)
                return kept;
        }
        if (const int number = m_files.rename(m_fresh, m_target))
            return fail(systemError(number, operation, Text::tr("Cannot replace %1").arg(quoted(m_target))));
        m_replaced = true;
        if (auto synced = sync(QFileInfo(m_target).path()); !synced)
            return synced;
        return prove();
    }

    Result<void> keepOld()
    {
        if (auto created = m_safety.create(); !created)
            return created;
        if (m_old) {
            if (auto kept = m_safety.keepMain(m_cancel); !kept)
                return kept;
        }
        // Last look: keeping a copy may have taken a while.
        if (auto idle = refuseWhileInUse(); !idle)
            return idle;
        if (auto moved = m_safety.moveSidecars(); !moved)
            return moved;
        return m_safety.sync();
    }

    /// A finding counts only while the file is still ours alone: it is read without locks, and once a program
    /// has started on the new database there is no way back.
    Result<void> prove() const
    {
        const FileStamp before = stampOf(m_target);
        auto sound = before == m_checked ? readable() : quickCheck(m_target, OpenAs::Private, m_cancel);
        if (sound)
            return sound;
        const auto users = findDatabaseUsers(m_target);
        const bool alone = users && users->isEmpty() && stampOf(m_target) == before;
        if (alone)
            return sound;
        qCInfo(logSqlite) << "the restored database was opened before it was checked";
        return {};
    }

    Result<void> readable() const
    {
        const auto info = inspectDatabase(m_target, OpenAs::Private);
        if (!info)
            return fail(info.error());
        return {};
    }

    /// Not `complete`: what is left to put back stays in the journal, and the next command tries again.
    Error putBack(Error cause, bool &complete)
    {
        complete = true;
        if (m_replaced) {
            // Where it can have two names, there is a database at every moment.
            const bool linked = m_old && m_files.hardLink(m_target, m_fresh) == 0;
            complete = linked || m_files.rename(m_target, m_fresh) == 0;
        }
        complete = m_safety.putBack(m_replaced) && complete;
        if (complete) {
            cause.message += u' ' + Text::tr("The database is as it was.");
            return cause;
        }
        cause.hint =
            Text::tr("Not everything could be put back. Look into the folder %1 for the previous database.")
                .arg(quoted(m_safety.folder()));
        return cause;
    }

    Result<void> sync(const QString &path)
    {
        if (const int number = m_files.sync(path))
            return fail(systemError(number, operation, Text::tr("Cannot write %1").arg(quoted(path))));
        return {};
    }

    FileSystem &m_files;
    QString m_fresh;
    QString m_target;
    CancelToken m_cancel;
    FileStamp m_checked;
    SafetyCopy m_safety;
    std::optional<struct stat> m_old;
    bool m_hadAny = false; ///< the database or one of its sidecars
    bool m_replaced = false;
};

/// Absolute, behind all symlinks, whether the file exists or not.
QString placeOf(const QString &path)
{
    QFileInfo info(path);
    for (int hops = 0; info.isSymLink() && hops < 40; ++hops)
        info = QFileInfo(info.symLinkTarget());
    const QString folder = info.dir().canonicalPath();
    return (folder.isEmpty() ? info.absolutePath() : folder) + u'/' + info.fileName();
}

} // namespace

namespace sqlite {

Result<SwapReport> swapDatabaseOn(FileSystem &files, const QString &fresh, const QString &target,
                                  const QDateTime &now, const CancelToken &cancel, const FileStamp &checked)
{
    return Swap(files, placeOf(fresh), placeOf(target), now, cancel, checked).run();
}

} // namespace sqlite

Result<SwapReport> swapDatabase(const QString &fresh, const QString &target, const QDateTime &now,
                                const CancelToken &cancel, const FileStamp &checked)
{
    FileSystem files;
    return swapDatabaseOn(files, fresh, target, now, cancel, checked);
}

} // namespace lifeboat
