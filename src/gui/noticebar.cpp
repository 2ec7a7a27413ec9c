// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/noticebar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace lifeboat {

NoticeBar::NoticeBar(const QIcon &icon, const QString &meaning, QWidget *parent)
    : QWidget(parent), m_icon(icon), m_row(new QHBoxLayout(this)), m_picture(new QLabel(this)),
      m_text(new QLabel(this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_picture->setAccessibleName(meaning);
    drawIcon();
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->addWidget(m_picture);
    m_row->addWidget(m_text, 1);
    hide();
}

void NoticeBar::setText(const QString &text)
{
    m_text->setText(text);
}

QPushButton *NoticeBar::addButton(const QString &text, const QString &help)
{
    auto *button = new QPushButton(text, this);
    button->setToolTip(help);
    m_row->addWidget(button);
    return button;
}

void NoticeBar::drawIcon()
{
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_picture->setPixmap(m_icon.pixmap(QSize(size, size), devicePixelRatioF()));
}

void NoticeBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon(); // it is a picture in the old colours
}

} // namespace lifeboat
