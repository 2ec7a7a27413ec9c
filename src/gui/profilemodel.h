// SPDX-License-Identifier: GPL-3.0-or-later
// The left list: every profile with the health of its backups, and what comes next.
#pragma once

#include "engine/schedule.h"
#include "service/healthmonitor.h"

#include <QAbstractListModel>

namespace lifeboat {

class ProfileModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        StatusRole = Qt::UserRole, ///< the line below the name: "5 h ago · next 03:00"
    };

    using QAbstractListModel::QAbstractListModel;

    /// Keeps what is known of those that stay.
    void setNames(const QStringList &names);
    void setStatus(const QString &name, const StoreHealth &health, const NextRun &next, const QDateTime &now);
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] QString nameAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QString &name) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        QString name;
        Health health = Health::Unknown;
        QString status;
        QString words; ///< "Healthy, last backup 5 h ago; next in 3 h"

        bool operator==(const Row &) const = default;
    };
    QList<Row> m_rows;
};

} // namespace lifeboat
