// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/foldingrow.h"

#include <QBoxLayout>
#include <QEvent>

namespace lifeboat {

FoldingRow::FoldingRow(QWidget *first, QWidget *second, QWidget *wide, QWidget *parent)
    : QWidget(parent), m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this)), m_first(first),
      m_second(second)
{
    m_layout->setContentsMargins({});
    m_layout->addWidget(first, first == wide ? 1 : 0);
    m_layout->addWidget(second, second == wide ? 1 : 0);
}

bool FoldingRow::isFolded() const
{
    return m_layout->direction() == QBoxLayout::TopToBottom;
}

QSize FoldingRow::minimumSizeHint() const
{
    const int wider = std::max(m_first->minimumSizeHint().width(), m_second->minimumSizeHint().width());
    return {wider, QWidget::minimumSizeHint().height()};
}

bool FoldingRow::event(QEvent *event)
{
    const bool handled = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        fold();
    return handled;
}

void FoldingRow::fold()
{
    const int needed =
        m_first->minimumSizeHint().width() + m_layout->spacing() + m_second->minimumSizeHint().width();
    const bool folded = width() < needed;
    if (folded == isFolded())
        return;
    m_layout->setDirection(folded ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    Q_EMIT foldChanged(folded);
}

} // namespace lifeboat
