// SPDX-License-Identifier: GPL-3.0-or-later
// Draws cells of plain text that were laid out before, with their icons. The usual delegate lays every text
// out several times for each painting, and a full window then takes longer than a frame. Window's thread.
#pragma once

#include <QCache>
#include <QStaticText>
#include <QStyledItemDelegate>

namespace lifeboat {

class TextDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// `elide`: where a text that is too long is cut.
    TextDelegate(Qt::TextElideMode elide, QObject *parent);

    /// What is kept clear on both sides of a text in the cells of `list`, in pixels.
    [[nodiscard]] static int marginIn(const QWidget &list);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Layout
    {
        QFont font;
        int width = 0;
        Qt::LayoutDirection direction = Qt::LeftToRight;
        QStaticText text;
    };
    [[nodiscard]] const Layout &layoutOf(const QStyleOptionViewItem &option, int width) const;

    const Qt::TextElideMode m_elide;
    mutable QCache<QString, Layout> m_layouts; ///< by the whole text
};

} // namespace lifeboat
