// SPDX-License-Identifier: GPL-3.0-or-later
// recoverSwap(): what is to be done about a restore whose process was killed, told from its journal and from
// which file is where. Nothing is ever removed that is not, by its inode, in another place as well.
#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "sqlite/connection.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"
#include "sqlite/fingerprint.h"
#include "sqlite/inspect.h"
#include "sqlite/safetycopy.h"
#include "sqlite/swap.h"
#include "sqlite/swapjournal.h"
#include "sqlite/swapsteps.h"

#include <QDir>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"restore.recover"_s;
using Outcome = SwapRecovery::Outcome;

/// The same file, written to since or not. Some file systems give a file another number when it is renamed.
bool isSameFile(const FileStamp &one, const FileStamp &other)
{
    if (one.inode == 0 || other.inode == 0)
        return false;
    return (one.device == other.device && one.inode == other.inode)
           || (one.size == other.size && one.written == other.written);
}

class Recovery final
{
public:
    Recovery(FileSystem &files, QString target, SwapNotes notes)
        : m_files(files), m_target(std::move(target)), m_notes(std::move(notes)),
          m_folder(QFileInfo(m_target).path() + u'/' + m_notes.safetyFolder),
          m_kept(m_folder + u'/' + QFileInfo(m_target).fileName())
    {
    }
    Q_DISABLE_COPY_MOVE(Recovery)

    Result<SwapRecovery> run()
    {
        const auto outcome = m_notes.live                                   ? recoverLive()
                             : isSameFile(stampOf(m_target), m_notes.fresh) ? finish()
                                                                            : takeBack();
        if (!outcome)
            return fail(outcome.error());
        for (const QString &folder : {m_folder, QFileInfo(m_target).path()}) {
            if (statOf(folder))
                (void)m_files.sync(folder);
        }
        return SwapRecovery{*outcome, m_target, statOf(m_folder) ? m_folder : QString()};
    }

private:
    /// The new database is in its place; only that it opens was not seen any more.
    Result<Outcome> finish()
    {
        const auto users = findDatabaseUsers(m_target);
        const bool untouched = stampOf(m_target) == m_notes.fresh && users && users->isEmpty();
        if (!untouched || inspectDatabase(m_target, OpenAs::Private))
            return Outcome::Finished;
        if (!statOf(m_kept))
            return Outcome::Unclear;
        if (auto back = move(m_kept, m_target); !back)
            return fail(back.error());
        return takeBack();
    }

    /// The old database is in its place, and alone there: what lies aside comes back to it.
    Result<Outcome> takeBack()
    {
        const FileStamp present = stampOf(m_target);
        const bool wasNone = m_notes.previous.inode == 0;
        if (present.inode == 0 && statOf(m_kept)) {
            if (auto back = move(m_kept, m_target); !back)
                return fail(back.error());
        } else if (present.inode != 0 && !isSameFile(present, m_notes.previous) && statOf(m_kept)) {
            return Outcome::Unclear; // somebody has put another database there
        }
        const FileStamp now = stampOf(m_target);
        // A database that was written since has left the content of its old sidecars behind.
        const bool unwritten =
            wasNone ? now.inode == 0
                    : now.size == m_notes.previous.size && now.written == m_notes.previous.written;
        bool all = true;
        for (const char *suffix : sidecarSuffixes) {
            const QString aside = sidecarOf(m_kept, suffix);
            if (!statOf(aside))
                continue;
            if (!unwritten || statOf(sidecarOf(m_target, suffix)) || !isAlone()) {
                all = false;
                continue;
            }
            if (auto back = move(aside, sidecarOf(m_target, suffix)); !back)
                return fail(back.error());
        }
        return all ? removeSafetyCopy() : Outcome::Unclear;
    }

    /// A program that has it open would take them for its own.
    bool isAlone() const
    {
        const auto users = statOf(m_target) ? findDatabaseUsers(m_target) : QList<DatabaseUser>();
        return users && users->isEmpty();
    }

    /// SQLite has made the transaction whole, one way or the other. Which, the content tells.
    Result<Outcome> recoverLive()
    {
        if (!m_notes.kept)
            return removeSafetyCopy();
        if (const auto opened = Connection::open(m_target, Access::ReadWrite, operation))
            (void)opened->execute("SELECT count(*) FROM sqlite_schema"); // undoes a hot journal
        const auto now = contentFingerprint(m_target, OpenAs::Live, {});
        const auto before = contentFingerprint(m_kept, OpenAs::Private, {});
        if (now && before && *now == *before)
            return removeSafetyCopy();
        return Outcome::Unclear;
    }

    Result<Outcome> removeSafetyCopy()
    {
        QStringList files{m_kept, m_folder + u'/' + findingsFile(QFileInfo(m_target).fileName())};
        if (m_notes.live) {
            for (const char *suffix : sidecarSuffixes)
                files += sidecarOf(m_kept, suffix);
        }
        for (const QString &file : files) {
            const int number = statOf(file) ? m_files.removeFile(file) : 0;
            if (number != 0)
                return fail(systemError(number, operation, Text::tr("Cannot remove %1").arg(quoted(file))));
        }
        const int number = statOf(m_folder) ? m_files.removeFolder(m_folder) : 0;
        if (number != 0)
            return fail(systemError(number, operation, Text::tr("Cannot remove %1").arg(quoted(m_folder))));
        return Outcome::TakenBack;
    }

    Result<void> move(const QString &from, const QString &to)
    {
        if (const int number = m_files.rename(from, to))
            return fail(systemError(number, operation, Text::tr("Cannot move %1 back").arg(quoted(to))));
        return {};
    }

    FileSystem &m_files;
    QString m_target;
    SwapNotes m_notes;
    QString m_folder;
    QString m_kept;
};

} // namespace

QString describe(const SwapRecovery &recovery)
{
    switch (recovery.outcome) {
    case Outcome::TakenBack:
        return Text::tr("A restore of %1 was interrupted. The database is as it was before.")
            .arg(recovery.target);
    case Outcome::Finished:
        return recovery.safetyCopy.isEmpty()
                   ? Text::tr("A restore of %1 was interrupted after its last step. It is complete.")
                         .arg(recovery.target)
                   : Text::tr("A restore of %1 was interrupted after its last step. It is complete, and what "
                              "was there before is kept in %2.")
                         .arg(recovery.target, recovery.safetyCopy);
    case Outcome::Unclear:
        return Text::tr("A restore of %1 was interrupted, and the database was used since. It was left "
                        "alone; what was there before is kept in %2.")
            .arg(recovery.target, recovery.safetyCopy);
    }
    return {};
}

namespace sqlite {

Result<std::optional<SwapRecovery>> recoverSwapOn(FileSystem &files, const QString &target)
{
    auto abandoned = SwapJournal::findAbandoned(files, target);
    if (!abandoned)
        return fail(abandoned.error());
    if (!*abandoned)
        return std::nullopt;
    std::optional<SwapRecovery> recovered;
    if (const auto &notes = (*abandoned)->notes) {
        auto done = Recovery(files, target, *notes).run();
        if (!done) {
            Error error = done.error();
            error.message = Text::tr("A restore of %1 was interrupted and cannot be taken back yet: %2")
                                .arg(quoted(target), error.message);
            if (error.hint.isEmpty())
                error.hint = Text::tr("Mend that, then run any Lifeboat command. Nothing is lost.");
            return fail(error);
        }
        recovered = *done;
    }
    (*abandoned)->journal.end();
    return recovered;
}

} // namespace sqlite

QStringList unfinishedSwapsIn(const QString &folder)
{
    static const QString end = u".lifeboat-restore"_s;
    QStringList targets;
    for (const QString &name : QDir(folder).entryList({u".*"_s + end}, QDir::Files | QDir::Hidden))
        targets += folder + u'/' + name.sliced(1).chopped(end.size());
    return targets;
}

Result<std::optional<SwapRecovery>> recoverSwap(const QString &target)
{
    FileSystem files;
    return recoverSwapOn(files, target);
}

} // namespace lifeboat
