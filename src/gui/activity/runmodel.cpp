// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activity/runmodel.h"

#include "base/format.h"
#include "gui/activity/runwords.h"
#include "gui/common/icons.h"
#include "gui/common/timewords.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

void RunModel::setRuns(const QList<RunRecord> &newestFirst, bool more)
{
    beginResetModel();
    m_runs = newestFirst;
    m_more = more;
    endResetModel();
}

void RunModel::append(const QList<RunRecord> &older, bool more)
{
    m_more = more;
    if (older.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(older.size()) - 1);
    m_runs += older;
    endInsertRows();
}

void RunModel::prepend(const RunRecord &newest)
{
    beginInsertRows({}, 0, 0);
    m_runs.prepend(newest);
    endInsertRows();
}

void RunModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_runs.isEmpty())
        Q_EMIT dataChanged(index(0, When), index(rowCount() - 1, When), {Qt::DisplayRole});
}

int RunModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunModel::text(const RunRecord &run, int column) const
{
    switch (column) {
    case When: return whenWords(run.finishedAt, m_now);
    case Profile: return run.profile;
    case What: return runTitle(run.kind);
    case Result: return runResult(run);
    case Took: return formatDuration(run.duration);
    case Size: return run.bytes > 0 ? formatBytes(run.bytes) : QString();
    default: return {};
    }
}

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    const RunRecord &run = m_runs.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(run, index.column());
    case Qt::DecorationRole:
        return index.column() == Result ? QVariant(healthIcon(runMark(run.outcome))) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == When)
            return u"%1, %2"_s.arg(formatUtc(run.finishedAt), triggerTitle(run.trigger));
        // Plain words of a server must not become a rich tooltip.
        return index.column() == Result && run.error ? describe(*run.error).toHtmlEscaped() : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() >= Took ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default: return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= Took ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When: return tr("When");
    case Profile: return tr("Database");
    case What: return tr("What");
    case Result: return tr("Result");
    case Took: return tr("Took");
    case Size: return tr("Size");
    default: return {};
    }
}

void RunModel::wantMore()
{
    if (!m_more)
        return;
    m_more = false; // until this page is there
    Q_EMIT moreWanted(m_runs.constLast().id);
}

} // namespace lifeboat
