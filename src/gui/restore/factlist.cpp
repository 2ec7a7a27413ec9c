// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/restore/factlist.h"

#include "gui/common/elidedlabel.h"
#include "gui/common/icons.h"

#include <QGridLayout>
#include <QLabel>
#include <QStyle>

namespace lifeboat {

namespace {

Health healthOfMark(Fact::Mark mark)
{
    switch (mark) {
    case Fact::Mark::Good: return Health::Healthy;
    case Fact::Mark::Attention: return Health::Warning;
    case Fact::Mark::Obstacle: return Health::Critical;
    }
    Q_UNREACHABLE();
}

QString markName(Fact::Mark mark)
{
    switch (mark) {
    case Fact::Mark::Good: return FactList::tr("In order");
    case Fact::Mark::Attention: return FactList::tr("Attention");
    case Fact::Mark::Obstacle: return FactList::tr("In the way");
    }
    Q_UNREACHABLE();
}

} // namespace

FactList::FactList(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(2, 1);
}

void FactList::setFacts(const QList<Fact> &facts)
{
    if (facts == m_facts)
        return;
    m_facts = facts;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Fact &fact : facts) {
        addFact(fact, row);
        row += 2; // a text and a path
    }
}

void FactList::addFact(const Fact &fact, int row)
{
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    auto *icon = new QLabel(this);
    icon->setPixmap(healthIcon(healthOfMark(fact.mark)).pixmap(QSize(size, size), devicePixelRatioF()));
    icon->setAccessibleName(markName(fact.mark));
    icon->setToolTip(markName(fact.mark));
    auto *subject = new QLabel(fact.subject, this);
    QFont bold = subject->font();
    bold.setBold(true);
    subject->setFont(bold);
    m_grid->addWidget(icon, row, 0, Qt::AlignTop);
    m_grid->addWidget(subject, row, 1, Qt::AlignTop);
    if (!fact.text.isEmpty()) {
        auto *text = new QLabel(fact.text, this);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_grid->addWidget(text, row, 2);
        ++row;
    }
    if (!fact.path.isEmpty()) {
        auto *path = new ElidedLabel(this);
        path->setText(fact.path);
        m_grid->addWidget(path, row, 2);
    }
}

} // namespace lifeboat
