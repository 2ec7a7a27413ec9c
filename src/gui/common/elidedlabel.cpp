// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/elidedlabel.h"

#include <QPainter>

namespace lifeboat {

namespace {

constexpr int fewestCharacters = 16;

} // namespace

ElidedLabel::ElidedLabel(QWidget *parent) : QFrame(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    m_text = text;
    setToolTip(text.toHtmlEscaped());
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text), fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int few = fontMetrics().averageCharWidth() * fewestCharacters;
    return {std::min(few, sizeHint().width()), sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // or a path would begin with its last slash
    painter.setPen(palette().color(foregroundRole()));
    const QString shown = fontMetrics().elidedText(m_text, Qt::ElideMiddle, width());
    // A path reads from left to right in any language; it only stands at the other side.
    painter.drawText(rect(),
                     static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine)
                         | static_cast<int>(isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft),
                     shown);
}

} // namespace lifeboat
