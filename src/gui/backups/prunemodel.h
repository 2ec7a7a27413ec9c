// SPDX-License-Identifier: GPL-3.0-or-later
// What goes by a retention plan, or what stays and why, as a table. Window's thread.
#pragma once

#include "engine/retention.h"

#include <QAbstractTableModel>

namespace lifeboat {

class PruneModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Part { Going, Staying };
    /// The last tells the key of what goes, and why the rest stays.
    enum Column { When, Size, What, ColumnCount };

    PruneModel(Part part, QObject *parent);

    /// `count` is the profile's own; times are told as of `now`.
    void setPlan(const RetentionPlan &plan, int count, const QDateTime &now);
    /// Of all rows.
    [[nodiscard]] qint64 bytes() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const PlannedGeneration &generation, int column) const;

    Part m_part;
    QList<PlannedGeneration> m_generations;
    int m_count = 0;
    QDateTime m_now;
};

} // namespace lifeboat
