// SPDX-License-Identifier: GPL-3.0-or-later
// What jobs did, kept in a small SQLite database that several Lifeboats of one user write to: the window, the
// daemon, a command line. Blocks for the disk. Each thread opens its own.
#pragma once

#include "engine/historydatabase.h"
#include "engine/runrecord.h"

#include <memory>

namespace lifeboat {

/// Which runs to list. What is empty is no condition.
struct RunFilter
{
    QString profile;
    std::optional<JobKind> kind;
    std::optional<RunOutcome> outcome;
    QString text;        ///< in the profile's name, the key or the error, in upper or lower case
    QDateTime since;     ///< finished then or later
    qint64 beforeId = 0; ///< only runs before this one: the way to the next page
    int limit = 200;     ///< at most so many; 0: all

    bool operator==(const RunFilter &) const = default;
};

struct RunHistoryBounds
{
    int runs = 10'000;
    int days = 400;
};

class RunHistory final
{
public:
    /// Makes what is missing: the folder for its owner only, the file with mode 0600. A damaged file is set
    /// aside and a new one begun, whenever the damage is met: see setAside(). ErrorCode::Unsupported when a
    /// newer Lifeboat has written it; it is left alone.
    [[nodiscard]] static Result<std::unique_ptr<RunHistory>> open(const QString &path,
                                                                  const RunHistoryBounds &bounds = {});
    Q_DISABLE_COPY_MOVE(RunHistory)

    /// Keeps it without secrets, and removes what is beyond the bounds. Returns it as it is kept.
    [[nodiscard]] Result<RunRecord> add(const RunRecord &record);
    /// Newest first.
    [[nodiscard]] Result<QList<RunRecord>> list(const RunFilter &filter);
    /// Those that have runs, by name.
    [[nodiscard]] Result<QStringList> profiles();

    /// Where the damaged file went that a new one had to replace; empty when none had to.
    [[nodiscard]] QString setAside() const { return m_database.setAside(); }

private:
    RunHistory(const QString &path, const RunHistoryBounds &bounds);

    /// Does it, once more with a new file when this one turns out to be damaged.
    template<typename Work> auto guarded(const Work &work) -> decltype(work());
    [[nodiscard]] Result<qint64> insert(const RunRecord &record) const;
    [[nodiscard]] Result<void> insertStages(qint64 id, const QList<StageRecord> &stages) const;
    [[nodiscard]] Result<void> removeOld(const QDateTime &now) const;
    [[nodiscard]] Result<QList<RunRecord>> select(const RunFilter &filter) const;
    [[nodiscard]] Result<void> readStages(QList<RunRecord> &newestFirst) const;

    HistoryDatabase m_database;
    RunHistoryBounds m_bounds;
};

} // namespace lifeboat
