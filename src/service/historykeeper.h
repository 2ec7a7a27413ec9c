// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what jobs did into the run history, on a thread of its own, and tells the window. A history that
// cannot be written is said once and stops nothing. One thread, that of Jobs.
#pragma once

#include "engine/runhistory.h"
#include "service/jobs.h"

namespace lifeboat {

class HistoryKeeper final : public QObject
{
    Q_OBJECT
public:
    /// `path` of the database; nothing is touched before the first run is kept. `settingsFile` of all
    /// profiles says for how long.
    explicit HistoryKeeper(QString path, QString settingsFile = {}, QObject *parent = nullptr);
    /// Waits until what was given is written.
    ~HistoryKeeper() override;

    /// From now on every run of these jobs that does something is kept.
    void follow(const Jobs &jobs);
    /// Returns at once; recorded() follows.
    void keep(const RunRecord &record);
    /// For reading, in a thread of the reader's own: see RunHistory.
    [[nodiscard]] QString path() const { return m_path; }

Q_SIGNALS:
    /// A run is in the history, as it is kept there.
    void recorded(const lifeboat::RunRecord &record);
    /// The history was damaged; it is now kept as the file `aside`, and a new one is begun.
    void begunAnew(const QString &aside);
    /// Runs are not kept, for the first time since they were.
    void failed(const lifeboat::Error &error);

private:
    struct Kept
    {
        Result<RunRecord> record;
        QString setAside;
    };
    [[nodiscard]] Kept write(const RunRecord &record) const;
    void tell(const Kept &kept);

    QString m_path;
    QString m_settingsFile;
    bool m_failing = false;
    QThreadPool m_writer; ///< one thread: runs are kept in the order in which they ended
};

/// For how long runs are remembered.
[[nodiscard]] RunHistoryBounds historyBounds(const QString &settingsFile);

} // namespace lifeboat
