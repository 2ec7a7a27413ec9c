// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/activitymodel.h"

#include "base/format.h"
#include "gui/common/icons.h"

#include <QLocale>

namespace lifeboat {

namespace {

constexpr int mostRows = 1000;

} // namespace

void ActivityModel::add(const Activity &activity)
{
    beginInsertRows({}, 0, 0);
    m_rows.prepend(activity);
    endInsertRows();
    if (m_rows.size() <= mostRows)
        return;
    beginRemoveRows({}, mostRows, static_cast<int>(m_rows.size()) - 1);
    m_rows.resize(mostRows);
    endRemoveRows();
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    const Activity &activity = m_rows.at(index.row());
    const QString words = activity.problem ? activity.problem->message : activity.result;
    if (role == Qt::DecorationRole && index.column() == Result)
        return healthIcon(activity.problem ? Health::Critical : Health::Healthy);
    if (role == Qt::ToolTipRole && activity.problem)
        return describe(*activity.problem);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case When: return QLocale().toString(activity.finishedAt.toLocalTime(), QLocale::ShortFormat);
    case What: return jobTitle(activity.kind);
    case Database: return activity.profile;
    case Result: return words;
    case Took: return formatDuration(activity.duration);
    default: return {};
    }
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When: return tr("When");
    case What: return tr("What");
    case Database: return tr("Database");
    case Result: return tr("Result");
    case Took: return tr("Took");
    default: return {};
    }
}

} // namespace lifeboat
