// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/steadylabel.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace lifeboat {

SteadyLabel::SteadyLabel(QWidget *parent) : QFrame(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SteadyLabel::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text);
    if (const int width = fontMetrics().horizontalAdvance(text); width > m_widest) {
        m_widest = width;
        updateGeometry();
    }
    update();
}

QSize SteadyLabel::sizeHint() const
{
    return {m_widest, fontMetrics().height()};
}

void SteadyLabel::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(m_text, Qt::ElideRight, width());
    style()->drawItemText(&painter, rect(), static_cast<int>(Qt::AlignVCenter | Qt::AlignLeading), palette(),
                          isEnabled(), shown, foregroundRole());
}

void SteadyLabel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_widest = fontMetrics().horizontalAdvance(m_text);
        updateGeometry();
    }
}

} // namespace lifeboat
