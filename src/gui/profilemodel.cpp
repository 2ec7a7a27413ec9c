// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/profilemodel.h"

#include "gui/common/icons.h"
#include "gui/common/timewords.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

QString healthWords(const HealthReport &report, const QDateTime &now)
{
    if (report.health == Health::Unknown)
        return ProfileModel::tr("The store has not answered yet");
    if (!report.lastBackup.isValid())
        return ProfileModel::tr("No backup yet");
    return ProfileModel::tr("%1, last backup %2 ago", "health, time span")
        .arg(healthName(report.health), spanWords(report.lastBackup, now));
}

void ProfileModel::setNames(const QStringList &names)
{
    beginResetModel();
    QList<Row> rows;
    for (const QString &name : names) {
        const auto known =
            std::find_if(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) { return row.name == name; });
        rows.append(known == m_rows.cend() ? Row{name, {}, healthWords({}, {})} : *known);
    }
    m_rows = std::move(rows);
    endResetModel();
}

void ProfileModel::setHealth(const QString &name, const HealthReport &report, const QDateTime &now)
{
    const QModelIndex index = indexOf(name);
    if (!index.isValid())
        return;
    Row &row = m_rows[index.row()];
    row.report = report;
    row.words = healthWords(report, now);
    Q_EMIT dataChanged(index, index);
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

HealthReport ProfileModel::healthOf(const QString &name) const
{
    const QModelIndex index = indexOf(name);
    return index.isValid() ? m_rows.at(index.row()).report : HealthReport();
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
    case Qt::DecorationRole: return healthIcon(row.report.health);
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole: return row.words;
    default: return {};
    }
}

} // namespace lifeboat
