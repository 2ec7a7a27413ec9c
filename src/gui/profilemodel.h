// SPDX-License-Identifier: GPL-3.0-or-later
// The left list: every profile with the health of its backups.
#pragma once

#include "engine/health.h"

#include <QAbstractListModel>

namespace lifeboat {

class ProfileModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// Keeps what is known of those that stay.
    void setNames(const QStringList &names);
    void setHealth(const QString &name, const HealthReport &report, const QDateTime &now);
    [[nodiscard]] QString nameAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QString &name) const;
    [[nodiscard]] HealthReport healthOf(const QString &name) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        QString name;
        HealthReport report;
        QString words; ///< "Healthy, last backup 5 h ago"
    };
    QList<Row> m_rows;
};

/// "Healthy, last backup 5 h ago".
[[nodiscard]] QString healthWords(const HealthReport &report, const QDateTime &now);

} // namespace lifeboat
