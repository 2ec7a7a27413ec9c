// SPDX-License-Identifier: GPL-3.0-or-later
// restoreIntoLive(): the content of one database into another that programs have open.
#include "base/format.h"
#include "base/text.h"
#include "sqlite/connection.h"
#include "sqlite/databasefile.h"
#include "sqlite/errors.h"
#include "sqlite/fileattributes.h"
#include "sqlite/pagecopy.h"
#include "sqlite/safetycopy.h"
#include "sqlite/snapshot.h"
#include "sqlite/swap.h"
#include "sqlite/swapjournal.h"

#include <QFile>
#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"sqlite.restore-live"_s;
constexpr qint64 changeCounterOffset = 24;

class LiveRestore final
{
public:
    LiveRestore(Connection fresh, Connection target, const QDateTime &now, const LiveRestoreOptions &options)
        : m_fresh(std::move(fresh)), m_target(std::move(target)), m_options(options),
          m_patience(options.busyTimeout, options.cancel), m_safety(m_files, m_target.path(), now, operation)
    {
        m_target.setPatience(m_patience);
    }
    Q_DISABLE_COPY_MOVE(LiveRestore)

    Result<SwapReport> run()
    {
        const auto mode = m_target.text("PRAGMA journal_mode");
        if (!mode)
            return fail(mode.error());
        const bool wal = *mode == "wal"_L1;
        if (auto fits = checkPageSizes(wal); !fits)
            return fail(fits.error());
        m_notes.safetyFolder = QFileInfo(m_safety.folder()).fileName();
        m_notes.live = true;
        auto journal = SwapJournal::begin(m_files, m_target.path(), m_notes);
        if (!journal)
            return fail(journal.error());
        m_journal = &*journal;
        auto done = m_safety.create();
        if (done)
            done = wal ? restoreWal() : restoreRollback();
        if (!done) {
            QFile::remove(m_safety.mainFile());
            (void)m_safety.putBack(false);
        }
        journal->end();
        if (!done)
            return fail(done.error());
        if (auto sound = verify(); !sound)
            return fail(sound.error());
        if (wal) // what readers of the old content allow; SQLite does the rest later
            (void)m_target.execute("PRAGMA wal_checkpoint(PASSIVE)");
        return SwapReport{m_safety.folder()};
    }

private:
    Result<void> checkPageSizes(bool wal) const
    {
        const auto fresh = m_fresh.number("PRAGMA page_size");
        const auto target = m_target.number("PRAGMA page_size");
        if (!fresh)
            return fail(fresh.error());
        if (!target)
            return fail(target.error());
        if (!wal || *fresh == *target)
            return {};
        return fail(
            ErrorCode::Refused, operation,
            Text::tr(
                "The open database %1 is in WAL mode with pages of %2 bytes, the backup has pages of %3.")
                .arg(quoted(m_target.path()))
                .arg(*target)
                .arg(*fresh),
            Text::tr("SQLite cannot change that in an open database: stop its program and restore without "
                     "--live."));
    }

    /// Readers go on in WAL mode: with the writers kept out first, the safety copy is exactly what is
    /// replaced.
    Result<void> restoreWal()
    {
        auto copy = PageCopy::begin(m_fresh, m_target);
        if (!copy)
            return fail(copy.error());
        if (auto locked = copy->lock(m_patience); !locked)
            return locked;
        if (auto kept = keepPresentContent(); !kept)
            return kept;
        return copy->run(m_patience, m_options.progress);
    }

    /// In rollback mode the lock of the copy keeps readers out too, our own among them: the safety copy comes
    /// first, under a lock that must be let go for the other. Whether somebody slipped between shows in the
    /// change counter of the file.
    Result<void> restoreRollback()
    {
        for (int attempt = 0;; ++attempt) {
            if (auto begun = m_target.execute("BEGIN IMMEDIATE"); !begun)
                return begun;
            const auto before = m_target.readFile(changeCounterOffset, 4);
            auto kept = keepPresentContent();
            const auto ended = m_target.execute("ROLLBACK");
            if (!kept)
                return kept;
            if (!ended)
                return ended;
            auto copy = PageCopy::begin(m_fresh, m_target);
            if (!copy)
                return fail(copy.error());
            if (auto locked = copy->lock(m_patience); !locked)
                return locked;
            const auto after = m_target.readFile(changeCounterOffset, 4);
            if (!before || !after)
                return fail(before ? after.error() : before.error());
            if (*before == *after)
                return copy->run(m_patience, m_options.progress);
            QFile::remove(m_safety.mainFile());
            if (!m_patience.waitABit(attempt))
                return fail(busyError(m_target.path(), operation));
        }
    }

    Result<void> keepPresentContent()
    {
        SnapshotOptions options;
        options.cancel = m_options.cancel;
        options.busyTimeout = m_options.busyTimeout;
        options.durable = true;
        if (const auto kept = takeSnapshot(m_target.path(), m_safety.mainFile(), options); !kept)
            return fail(kept.error());
        if (auto adopted = adopt(m_files, m_safety.mainFile(), m_target.path(), operation); !adopted)
            return adopted;
        if (auto synced = m_safety.sync(); !synced)
            return synced;
        m_notes.kept = true;
        return m_journal->change(m_notes);
    }

    /// Only a finding counts: that it could not be looked for does not undo what is written.
    Result<void> verify()
    {
        const auto finding = m_target.text("PRAGMA quick_check(1)");
        const bool damaged = finding ? *finding != "ok"_L1 : finding.error().code == ErrorCode::Corrupt;
        if (!damaged)
            return {};
        return fail(ErrorCode::Corrupt, operation,
                    Text::tr("%1 was restored, and is damaged: %2.")
                        .arg(quoted(m_target.path()), finding ? *finding : finding.error().message),
                    Text::tr("What was there before is kept in %1: \"lifeboat-cli undo\" puts it back. Look "
                             "after the disk.")
                        .arg(quoted(m_safety.folder())));
    }

    Connection m_fresh;
    Connection m_target;
    const LiveRestoreOptions &m_options;
    Patience m_patience;
    FileSystem m_files;
    SafetyCopy m_safety;
    SwapNotes m_notes;
    SwapJournal *m_journal = nullptr; ///< that of run()
};

Result<Connection> openSound(const QString &path, Access access)
{
    const auto resolved = resolveDatabase(path, operation);
    if (!resolved)
        return fail(resolved.error());
    auto connection = Connection::open(*resolved, access, operation);
    if (!connection)
        return connection;
    if (const auto header = readHeader(*connection); !header)
        return fail(header.error());
    return connection;
}

} // namespace

Result<SwapReport> restoreIntoLive(const QString &fresh, const QString &target, const QDateTime &now,
                                   const LiveRestoreOptions &options)
{
    auto from = openSound(fresh, Access::Immutable);
    if (!from)
        return fail(from.error());
    auto to = openSound(target, Access::ReadWrite);
    if (!to)
        return fail(to.error());
    return LiveRestore(std::move(*from), std::move(*to), now, options).run();
}

} // namespace lifeboat
