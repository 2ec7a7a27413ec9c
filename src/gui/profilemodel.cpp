// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/profilemodel.h"

#include "gui/common/healthwords.h"
#include "gui/common/icons.h"
#include "gui/common/nextwords.h"

#include <algorithm>

namespace lifeboat {

void ProfileModel::setNames(const QStringList &names)
{
    beginResetModel();
    QList<Row> rows;
    for (const QString &name : names) {
        const auto known =
            std::find_if(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) { return row.name == name; });
        rows.append(known == m_rows.cend() ? Row{.name = name, .status = {}, .words = {}} : *known);
    }
    m_rows = std::move(rows);
    endResetModel();
}

void ProfileModel::setStatus(const QString &name, const StoreHealth &health, const NextRun &next,
                             const QDateTime &now)
{
    const QModelIndex index = indexOf(name);
    if (!index.isValid())
        return;
    const QString coming = nextWords(next, now);
    const QString words = coming.isEmpty()
                              ? healthWords(health, now)
                              : tr("%1; %2", "health, what comes next").arg(healthWords(health, now), coming);
    const QString brief = shortStatusWords(health, next, now);
    const Row row = isFirstBeingMade(health, next) ? Row{name, Health::Unknown, brief, brief}
                                                   : Row{name, health.report.health, brief, words};
    if (std::exchange(m_rows[index.row()], row) != row)
        Q_EMIT dataChanged(index, index);
}

QStringList ProfileModel::names() const
{
    QStringList names;
    for (const Row &row : m_rows)
        names += row.name;
    return names;
}

QString ProfileModel::nameAt(const QModelIndex &index) const
{
    return index.isValid() ? m_rows.at(index.row()).name : QString();
}

QModelIndex ProfileModel::indexOf(const QString &name) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows.at(row).name == name)
            return index(row);
    }
    return {};
}

int ProfileModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ProfileModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return row.name;
    case Qt::DecorationRole: return healthIcon(row.health);
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole: return row.words;
    case StatusRole: return row.status;
    default: return {};
    }
}

} // namespace lifeboat
