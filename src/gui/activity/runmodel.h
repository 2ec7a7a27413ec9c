// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that have been read so far, newest first. Not by canFetchMore(), of which a tree view makes use
// until everything is there. Window's thread.
#pragma once

#include "engine/runrecord.h"

#include <QAbstractTableModel>

namespace lifeboat {

class RunModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Profile, What, Result, Took, Size, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// The first page; `more` when there are others after it.
    void setRuns(const QList<RunRecord> &newestFirst, bool more);
    void append(const QList<RunRecord> &older, bool more);
    void prepend(const RunRecord &newest);
    void setNow(const QDateTime &now); ///< for "today" and "yesterday"

    [[nodiscard]] const RunRecord &at(int row) const { return m_runs.at(row); }
    /// To be called when the last ones come into sight: moreWanted(), unless that was everything.
    void wantMore();
    [[nodiscard]] bool isEmpty() const { return m_runs.isEmpty(); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Once for each page.
    void moreWanted(qint64 beforeId);

private:
    [[nodiscard]] QString text(const RunRecord &run, int column) const;

    QList<RunRecord> m_runs;
    QDateTime m_now;
    bool m_more = false;
};

} // namespace lifeboat
