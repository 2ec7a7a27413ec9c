// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a profile in the left list: its health's icon, its name, and below it, quieter, its status.
#pragma once

#include <QStyledItemDelegate>

namespace lifeboat {

class ProfileDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace lifeboat
