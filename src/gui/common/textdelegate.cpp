// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/textdelegate.h"

#include <QApplication>
#include <QPainter>

#include <utility>

namespace lifeboat {

namespace {

constexpr qsizetype mostLayouts = 1000; ///< several windows full of one column

QPalette::ColorGroup groupOf(QStyle::State state)
{
    if (!state.testFlag(QStyle::State_Enabled))
        return QPalette::Disabled;
    return state.testFlag(QStyle::State_Active) ? QPalette::Normal : QPalette::Inactive;
}

/// Whether the style draws something in a cell: background, selection, focus. Asking it to draw nothing takes
/// as long as drawing the text.
bool hasMoreThanText(const QStyleOptionViewItem &option)
{
    return option.backgroundBrush.style() != Qt::NoBrush
           || option.state & (QStyle::State_Selected | QStyle::State_HasFocus | QStyle::State_MouseOver);
}

} // namespace

TextDelegate::TextDelegate(Qt::TextElideMode elide, QObject *parent)
    : QStyledItemDelegate(parent), m_elide(elide), m_layouts(mostLayouts)
{
}

int TextDelegate::marginIn(const QWidget &list)
{
    return list.style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, &list) + 1
           + list.fontMetrics().averageCharWidth() / 2;
}

void TextDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    const int margin = option.widget ? marginIn(*option.widget) : 0;
    QRect room = option.rect.adjusted(margin, 0, -margin, 0);
    const bool hasIcon = option.features.testFlag(QStyleOptionViewItem::HasDecoration);
    const QRect iconPlace =
        QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter, option.decorationSize, room);
    if (hasIcon) {
        const int taken = iconPlace.width() + margin;
        const bool mirrored = option.direction == Qt::RightToLeft;
        room.adjust(mirrored ? 0 : taken, 0, mirrored ? -taken : 0, 0);
    }
    const QIcon icon = std::exchange(option.icon, {}); // styles draw it whatever the features say
    const QStaticText &text = layoutOf(option, room.width()).text;
    if (hasMoreThanText(option)) {
        option.text.clear();
        option.features.setFlag(QStyleOptionViewItem::HasDisplay, false);
        option.features.setFlag(QStyleOptionViewItem::HasDecoration, false);
        style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    }

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect place = QStyle::alignedRect(option.direction, option.displayAlignment,
                                            text.size().toSize().boundedTo(room.size()), room);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    icon.paint(painter, iconPlace, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
    painter->setFont(option.font);
    painter->setPen(
        option.palette.color(groupOf(option.state), selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawStaticText(place.topLeft(), text);
    painter->restore();
}

QSize TextDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // Rows that an eye can follow across the window.
    const QSize tight = QStyledItemDelegate::sizeHint(option, index);
    const int margins = option.fontMetrics.averageCharWidth(); // see marginIn()
    return {tight.width() + margins, tight.height() + option.fontMetrics.height() / 2};
}

const TextDelegate::Layout &TextDelegate::layoutOf(const QStyleOptionViewItem &option, int width) const
{
    Layout *known = m_layouts.object(option.text);
    if (known && known->width == width && known->font == option.font && known->direction == option.direction)
        return *known;
    QTextOption how;
    how.setTextDirection(option.direction);
    how.setWrapMode(QTextOption::NoWrap);
    auto *layout = new Layout{option.font, width, option.direction, QStaticText(option.text)};
    layout->text.setTextFormat(Qt::PlainText);
    layout->text.setTextOption(how);
    layout->text.prepare({}, option.font);
    if (layout->text.size().width() > width) {
        layout->text.setText(option.fontMetrics.elidedText(option.text, m_elide, width));
        layout->text.prepare({}, option.font);
    }
    m_layouts.insert(option.text, layout);
    return *layout;
}

} // namespace lifeboat
