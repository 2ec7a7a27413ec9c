// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/scrolled.h"

#include <QScrollArea>

namespace lifeboat {

QScrollArea *scrolled(QWidget *content)
{
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(content);
    // What is around it shines through.
    content->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    return area;
}

int hiddenHeight(const QScrollArea &area)
{
    const QWidget &content = *area.widget();
    const QSize room = area.viewport()->size();
    const int needed =
        content.hasHeightForWidth() ? content.heightForWidth(room.width()) : content.sizeHint().height();
    return std::max(0, needed - room.height());
}

} // namespace lifeboat
