// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backupfilter.h"

#include "gui/backups/backupmodel.h"

namespace lifeboat {

BackupFilter::BackupFilter(BackupModel &model, QObject *parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    sort(BackupModel::When, Qt::DescendingOrder);
}

void BackupFilter::setSearch(const QString &text)
{
    const QStringList words = text.toLower().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    // Not invalidateFilter(): rows that match here and there would go one by one.
    invalidate();
}

bool BackupFilter::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return m_words.isEmpty() || m_model.matches(sourceRow, m_words);
}

bool BackupFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return m_model.isLess(left.column(), left.row(), right.row());
}

} // namespace lifeboat
