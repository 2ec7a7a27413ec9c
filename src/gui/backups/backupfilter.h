// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a BackupModel that match a search, in the order of a column. Window's thread.
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace lifeboat {

class BackupModel;

class BackupFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    /// `model` outlives the filter. Newest first until another order is chosen.
    explicit BackupFilter(BackupModel &model, QObject *parent = nullptr);

    /// Words that must all be found, in any order; empty: every row.
    void setSearch(const QString &text);
    [[nodiscard]] bool isSearching() const { return !m_words.isEmpty(); }

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    BackupModel &m_model;
    QStringList m_words;
};

} // namespace lifeboat
