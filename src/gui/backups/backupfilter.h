// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a BackupModel that match a search, in the order of a column. Ten thousand of them are sorted,
// searched or joined by the next thousand in about a millisecond each, which a QSortFilterProxyModel, made
// for any model, cannot do. Window's thread.
#pragma once

#include "gui/backups/backupmodel.h"

#include <QAbstractProxyModel>
#include <QStringList>

namespace lifeboat {

class BackupFilter final : public QAbstractProxyModel
{
    Q_OBJECT
public:
    /// `model` outlives the filter. Newest first until another order is chosen.
    explicit BackupFilter(BackupModel &model, QObject *parent = nullptr);

    /// Words that must all be found, in any order; empty: every row.
    void setSearch(const QString &text);
    [[nodiscard]] bool isSearching() const { return !m_words.isEmpty(); }

    void sort(int column, Qt::SortOrder order) override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex &source) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &) const override { return {}; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// A row of the model with what it is sorted by.
    struct Place
    {
        BackupModel::Rank rank;
        int row;
        bool operator==(const Place &) const = default;
    };
    void followModel();
    [[nodiscard]] bool precedes(const Place &one, const Place &other) const;
    [[nodiscard]] QList<Place> sorted(int first, int last) const;
    [[nodiscard]] QList<Place> joined(QList<Place> places, const QList<Place> &others) const;
    [[nodiscard]] QList<Place> matchingOf(const QList<Place> &places) const;
    /// Shows these from now on; rows that stay keep their selection.
    void show(const QList<Place> &places);
    void takeRows(int first, int last);
    void dropRows(int first, int last);
    void forgetRows(int first, int last);
    void noteChange(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles);

    BackupModel &m_model;
    QStringList m_words;
    int m_column = BackupModel::When;
    Qt::SortOrder m_direction = Qt::DescendingOrder;
    QList<Place> m_order; ///< all rows of the model
    QList<Place> m_shown; ///< those that match
};

} // namespace lifeboat
