// SPDX-License-Identifier: GPL-3.0-or-later
// What a restore is about to do, on the disk before it does it: a small file beside the database,
// ".<name>.lifeboat-restore", locked for as long as its writer lives. Whoever finds it unlocked finishes the
// restore or takes it back (swaprecovery.cpp). One thread; the FileSystem must outlive it.
#pragma once

#include "base/result.h"
#include "sqlite/filestamp.h"
#include "sqlite/filesystem.h"

#include <QString>

#include <optional>

namespace lifeboat::sqlite {

struct SwapNotes
{
    QString safetyFolder; ///< its name, beside the database
    FileStamp previous;   ///< the database to be replaced; all zero when there is none
    FileStamp fresh;      ///< the file that is to take its place; all zero for a live restore
    bool live = false;    ///< written into the open database, by SQLite
    bool kept = false;    ///< live only: the safety copy is complete, the database may change from now on
};

class SwapJournal final
{
public:
    struct Abandoned;

    /// On the disk when this returns. ErrorCode::Busy when another restore of `target` is under way.
    [[nodiscard]] static Result<SwapJournal> begin(FileSystem &files, const QString &target,
                                                   const SwapNotes &notes);
    /// The journal of a restore whose process is gone; nothing when there is none, or it still runs.
    [[nodiscard]] static Result<std::optional<Abandoned>> findAbandoned(FileSystem &files,
                                                                        const QString &target);
    ~SwapJournal();
    SwapJournal(SwapJournal &&other) noexcept;
    SwapJournal(const SwapJournal &) = delete;
    SwapJournal &operator=(const SwapJournal &) = delete;
    SwapJournal &operator=(SwapJournal &&) = delete;

    /// From now on these hold; on the disk when this returns.
    [[nodiscard]] Result<void> change(const SwapNotes &notes);
    /// All is as it should be: nothing is left to finish.
    void end();

private:
    SwapJournal(FileSystem &files, QString path, int descriptor);

    FileSystem *m_files;
    QString m_path;
    int m_descriptor;
};

struct SwapJournal::Abandoned
{
    SwapJournal journal;
    /// Nothing when it was killed before the notes were on the disk: then nothing was done yet either.
    std::optional<SwapNotes> notes;
};

/// Where the journal of `target` is kept.
[[nodiscard]] QString swapJournalOf(const QString &target);

} // namespace lifeboat::sqlite
