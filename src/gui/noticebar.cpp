// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/noticebar.h"

#include "gui/common/foldingrow.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace lifeboat {

namespace {

constexpr int fewestCharacters = 40; ///< in a line of the text, before the buttons go below it

QHBoxLayout *rowIn(QWidget *host)
{
    auto *row = new QHBoxLayout(host);
    row->setContentsMargins({});
    return row;
}

} // namespace

NoticeBar::NoticeBar(const QIcon &icon, const QString &meaning, QWidget *parent)
    : QWidget(parent), m_icon(icon), m_picture(new QLabel(this)), m_text(new QLabel(this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_picture->setAccessibleName(meaning);
    drawIcon();
    m_text->setMinimumWidth(fontMetrics().averageCharWidth() * fewestCharacters);
    auto *words = new QWidget(this);
    QHBoxLayout *line = rowIn(words);
    line->addWidget(m_picture);
    line->addWidget(m_text, 1);
    auto *buttons = new QWidget(this);
    m_buttons = rowIn(buttons);
    m_buttons->addStretch();
    rowIn(this)->addWidget(new FoldingRow(words, buttons, words, this));
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
    m_buttons->addWidget(button);
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
