// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/prunemodel.h"

#include "base/format.h"
#include "gui/common/timewords.h"

#include <numeric>

namespace lifeboat {

using namespace Qt::StringLiterals;

PruneModel::PruneModel(Part part, QObject *parent) : QAbstractTableModel(parent), m_part(part) {}

void PruneModel::setPlan(const RetentionPlan &plan, int count, const QDateTime &now)
{
    beginResetModel();
    m_generations = plan.newestFirst;
    m_generations.removeIf([staying = m_part == Part::Staying](const PlannedGeneration &each) {
        return each.stays() != staying;
    });
    m_count = count;
    m_now = now;
    endResetModel();
}

qint64 PruneModel::bytes() const
{
    return std::accumulate(
        m_generations.cbegin(), m_generations.cend(), qint64(0),
        [](qint64 sum, const PlannedGeneration &generation) { return sum + generation.entry.size; });
}

int PruneModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_generations.size());
}

int PruneModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString PruneModel::text(const PlannedGeneration &generation, int column) const
{
    switch (column) {
    case When: return whenWords(generation.entry.takenAt, m_now);
    case Size: return formatBytes(generation.entry.size);
    case What:
        return m_part == Part::Going ? generation.entry.key : reasonWords(generation, m_count).join(u", "_s);
    default: return {};
    }
}

QVariant PruneModel::data(const QModelIndex &index, int role) const
{
    const PlannedGeneration &generation = m_generations.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(generation, index.column());
    case Qt::ToolTipRole: // a name from the store must not become a rich tooltip
        return (index.column() == What ? text(generation, What) : generation.entry.key).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant PruneModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When: return tr("When");
    case Size: return tr("Size");
    case What: return m_part == Part::Going ? tr("Key") : tr("Why");
    default: return {};
    }
}

} // namespace lifeboat
