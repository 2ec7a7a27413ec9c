// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/profiledelegate.h"

#include "gui/profilemodel.h"

#include <QApplication>
#include <QPainter>

namespace lifeboat {

namespace {

/// Around everything, and between icon and text.
int marginOf(const QStyleOptionViewItem &option)
{
    return option.fontMetrics.averageCharWidth();
}

QFont quietFont(const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.9);
    return small;
}

void drawLine(QPainter &painter, const QStyleOptionViewItem &option, const QRect &line, const QFont &font,
              const QString &text)
{
    painter.setFont(font);
    painter.drawText(QStyle::visualRect(option.direction, option.rect, line),
                     static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft))
                         | Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(text, Qt::ElideRight, line.width()));
}

} // namespace

void ProfileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &item,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem option = item;
    initStyleOption(&option, index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);

    const int margin = marginOf(option);
    const QRect inner = option.rect.adjusted(margin, margin / 2, -margin, -margin / 2);
    const int size = style->pixelMetric(QStyle::PM_SmallIconSize, nullptr, option.widget);
    const QRect icon(inner.left(), inner.center().y() - size / 2, size, size);
    const bool selected = option.state & QStyle::State_Selected;
    option.icon.paint(painter, QStyle::visualRect(option.direction, option.rect, icon), Qt::AlignCenter,
                      selected ? QIcon::Selected : QIcon::Normal);

    painter->save();
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QPalette::ColorRole text = selected ? QPalette::HighlightedText : QPalette::Text;
    const QFont quiet = quietFont(option.font);
    QRect line = inner.adjusted(size + margin, 0, 0, 0);
    line.setHeight(option.fontMetrics.height());
    painter->setPen(option.palette.color(group, text));
    drawLine(*painter, option, line, option.font, option.text);
    line.moveTop(line.bottom() + 1);
    line.setHeight(QFontMetrics(quiet).height());
    painter->setPen(option.palette.color(group, selected ? text : QPalette::PlaceholderText));
    drawLine(*painter, option, line, quiet, index.data(ProfileModel::StatusRole).toString());
    painter->restore();

    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.backgroundColor = option.palette.color(group, selected ? QPalette::Highlight : QPalette::Base);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
}

QSize ProfileDelegate::sizeHint(const QStyleOptionViewItem &item, const QModelIndex &index) const
{
    QStyleOptionViewItem option = item;
    initStyleOption(&option, index);
    const QFontMetrics quiet(quietFont(option.font));
    const int margin = marginOf(option);
    const int width = std::max(option.fontMetrics.horizontalAdvance(option.text),
                               quiet.horizontalAdvance(index.data(ProfileModel::StatusRole).toString()));
    return {width + option.decorationSize.width() + 3 * margin,
            option.fontMetrics.height() + quiet.height() + 2 * (margin / 2)};
}

} // namespace lifeboat
