// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one table or view, filled as the view that shows them is scrolled.
#pragma once

#include "gui/restore/tablefeed.h"

#include <QAbstractTableModel>

namespace lifeboat {

class TableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr int pageSize = 500; ///< rows

    explicit TableModel(const QString &file, QObject *parent = nullptr);
    void showTable(const QString &table);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    [[nodiscard]] bool isComplete() const { return m_atEnd; }

Q_SIGNALS:
    /// The first rows of a newly shown table are there, or it has none.
    void firstRowsShown();
    void failed(const lifeboat::Error &error);

private:
    void take(const QStringList &columns);
    void append(const QList<TableRow> &rows, bool atEnd);

    TableFeed m_feed;
    QStringList m_columns;
    QList<TableRow> m_rows;
    int m_number = 0;
    bool m_waiting = false;
    bool m_atEnd = true;
};

} // namespace lifeboat
