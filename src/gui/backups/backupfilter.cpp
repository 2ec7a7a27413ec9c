// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backupfilter.h"

#include <algorithm>
#include <iterator>

namespace lifeboat {

BackupFilter::BackupFilter(BackupModel &model, QObject *parent) : QAbstractProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    followModel();
    if (model.rowCount() > 0)
        takeRows(0, model.rowCount() - 1);
}

void BackupFilter::followModel()
{
    connect(&m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { takeRows(first, last); });
    connect(&m_model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) { dropRows(first, last); });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { forgetRows(first, last); });
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &BackupFilter::noteChange);
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_order = m_model.rowCount() > 0 ? sorted(0, m_model.rowCount() - 1) : QList<Place>();
        m_shown = matchingOf(m_order);
        endResetModel();
    });
}

void BackupFilter::setSearch(const QString &text)
{
    const QStringList words = text.toLower().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    // Each letter that is typed leaves some of the rows there are.
    const bool narrows = std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        return std::any_of(words.cbegin(), words.cend(),
                           [&](const QString &longer) { return longer.contains(word); });
    });
    m_words = words;
    show(matchingOf(narrows ? m_shown : m_order));
}

void BackupFilter::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || (column == m_column && order == m_direction))
        return;
    m_column = column;
    m_direction = order;
    if (m_order.isEmpty())
        return;
    m_order = sorted(0, m_model.rowCount() - 1);
    show(matchingOf(m_order));
}

bool BackupFilter::precedes(const Place &one, const Place &other) const
{
    const Place &less = m_direction == Qt::AscendingOrder ? one : other;
    const Place &more = m_direction == Qt::AscendingOrder ? other : one;
    if (m_column != BackupModel::Key && less.rank != more.rank)
        return less.rank < more.rank;
    return m_model.entryAt(less.row).key < m_model.entryAt(more.row).key;
}

QList<BackupFilter::Place> BackupFilter::sorted(int first, int last) const
{
    QList<Place> places;
    places.reserve(last - first + 1);
    for (int row = first; row <= last; ++row)
        places.append({m_model.rankOf(row, m_column), row});
    const auto inOrder = [this](const Place &one, const Place &other) { return precedes(one, other); };
    // Keys contain the time: sorted by that, which is quick to compare, they are in their own order, too.
    if (m_column == BackupModel::Key) {
        std::sort(places.begin(), places.end(), [this](const Place &one, const Place &other) {
            return m_direction == Qt::AscendingOrder ? one.rank < other.rank : other.rank < one.rank;
        });
        if (std::is_sorted(places.cbegin(), places.cend(), inOrder))
            return places;
    }
    std::sort(places.begin(), places.end(), inOrder);
    return places;
}

QList<BackupFilter::Place> BackupFilter::joined(QList<Place> places, const QList<Place> &others) const
{
    const auto middle = places.size();
    places += others;
    std::inplace_merge(places.begin(), places.begin() + middle, places.end(),
                       [this](const Place &one, const Place &other) { return precedes(one, other); });
    return places;
}

QList<BackupFilter::Place> BackupFilter::matchingOf(const QList<Place> &places) const
{
    if (m_words.isEmpty())
        return places;
    QList<Place> matching;
    std::copy_if(places.cbegin(), places.cend(), std::back_inserter(matching),
                 [this, now = m_model.localNow()](const Place &place) {
                     return m_model.matches(place.row, m_words, now);
                 });
    return matching;
}

void BackupFilter::show(const QList<Place> &places)
{
    if (places == m_shown)
        return;
    // Row by row would take as long as there are rows that match here and there.
    Q_EMIT layoutAboutToBeChanged();
    const QList<Place> shownBefore = std::exchange(m_shown, places);
    if (const QModelIndexList before = persistentIndexList(); !before.isEmpty()) {
        QList<int> newRow(m_model.rowCount(), -1);
        for (int row = 0; row < rowCount(); ++row)
            newRow[m_shown.at(row).row] = row;
        QModelIndexList after;
        after.reserve(before.size());
        for (const QModelIndex &old : before)
            after.append(index(newRow.at(shownBefore.at(old.row()).row), old.column()));
        changePersistentIndexList(before, after);
    }
    Q_EMIT layoutChanged();
}

void BackupFilter::takeRows(int first, int last)
{
    const QList<Place> places = sorted(first, last);
    m_order = joined(m_order, places);
    const QList<Place> fresh = matchingOf(places);
    if (fresh.isEmpty())
        return;
    // They mostly follow each other; those that do not are put at the end and then everything in order.
    const QList<Place> all = joined(m_shown, fresh);
    const auto begin = all.indexOf(fresh.constFirst());
    const bool together = all.at(begin + fresh.size() - 1) == fresh.constLast();
    const auto row = static_cast<int>(together ? begin : m_shown.size());
    beginInsertRows({}, row, row + static_cast<int>(fresh.size()) - 1);
    m_shown = together ? all : m_shown + fresh;
    endInsertRows();
    show(all);
}

void BackupFilter::dropRows(int first, int last)
{
    const auto goes = [&](int row) { return m_shown.at(row).row >= first && m_shown.at(row).row <= last; };
    for (int end = rowCount() - 1; end >= 0; --end) {
        if (!goes(end))
            continue;
        int begin = end;
        while (begin > 0 && goes(begin - 1))
            --begin;
        beginRemoveRows({}, begin, end);
        m_shown.remove(begin, end - begin + 1);
        endRemoveRows();
        end = begin;
    }
}

void BackupFilter::forgetRows(int first, int last)
{
    const int count = last - first + 1;
    m_order.removeIf([&](const Place &place) { return place.row >= first && place.row <= last; });
    for (QList<Place> *places : {&m_order, &m_shown}) {
        for (Place &place : *places)
            place.row -= place.row > last ? count : 0;
    }
}

void BackupFilter::noteChange(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles)
{
    if (from.row() == 0 && to.row() == m_model.rowCount() - 1) {
        if (!m_shown.isEmpty())
            Q_EMIT dataChanged(index(0, from.column()), index(rowCount() - 1, to.column()), roles);
    } else {
        for (int row = from.row(); row <= to.row(); ++row) {
            const QModelIndex shown = mapFromSource(from.siblingAtRow(row));
            if (shown.isValid())
                Q_EMIT dataChanged(shown, shown.siblingAtColumn(to.column()), roles);
        }
    }
    if (roles.isEmpty() && from.column() <= m_column && m_column <= to.column()) {
        m_order = sorted(0, m_model.rowCount() - 1);
        show(matchingOf(m_order));
    }
}

QModelIndex BackupFilter::mapToSource(const QModelIndex &index) const
{
    return index.isValid() ? createSourceIndex(m_shown.at(index.row()).row, index.column(), nullptr)
                           : QModelIndex();
}

QModelIndex BackupFilter::mapFromSource(const QModelIndex &source) const
{
    const auto found = std::find_if(m_shown.cbegin(), m_shown.cend(),
                                    [&](const Place &place) { return place.row == source.row(); });
    return found == m_shown.cend() ? QModelIndex()
                                   : index(static_cast<int>(found - m_shown.cbegin()), source.column());
}

QModelIndex BackupFilter::index(int row, int column, const QModelIndex &parent) const
{
    const bool isThere =
        !parent.isValid() && row >= 0 && row < rowCount() && column >= 0 && column < columnCount();
    return isThere ? createIndex(row, column) : QModelIndex();
}

int BackupFilter::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int BackupFilter::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : BackupModel::ColumnCount;
}

bool BackupFilter::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

QVariant BackupFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_model.headerData(section, orientation, role);
}

} // namespace lifeboat
