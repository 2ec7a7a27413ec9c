// SPDX-License-Identifier: GPL-3.0-or-later
// What was done since the program started, newest first.
#pragma once

#include "service/jobs.h"

#include <QAbstractTableModel>
#include <QDateTime>

#include <chrono>

namespace lifeboat {

struct Activity
{
    QDateTime finishedAt; ///< UTC
    JobKind kind = JobKind::Backup;
    QString profile;
    std::optional<Error> problem;
    QString result; ///< in words, when there is no problem
    std::chrono::milliseconds duration{0};
};

class ActivityModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, What, Database, Result, Took, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void add(const Activity &activity); ///< the oldest beyond 1,000 go
    [[nodiscard]] const Activity &at(int row) const { return m_rows.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<Activity> m_rows;
};

} // namespace lifeboat
