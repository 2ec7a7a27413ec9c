// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/opening.h"

#include <QLayout>
#include <QScreen>
#include <QStyle>
#include <QWidget>

namespace lifeboat {

QSize roomFor(const QWidget &window)
{
    // The frame is known only once a window manager has drawn it.
    const QStyle &style = *window.style();
    const int side = style.pixelMetric(QStyle::PM_MdiSubWindowFrameWidth, nullptr, &window);
    const int top = style.pixelMetric(QStyle::PM_TitleBarHeight, nullptr, &window);
    return window.screen()->availableSize() - QSize(2 * side, top + side);
}

void openAt(QWidget &window, const QSize &wanted)
{
    window.resize(wanted.boundedTo(roomFor(window)));
}

void fitHeight(QWidget &window)
{
    window.layout()->activate();
    const int needed = window.layout()->totalHeightForWidth(window.width());
    if (window.isVisible())
        growBy(window, needed - window.height());
    else
        openAt(window, {window.width(), needed});
}

void growBy(QWidget &window, int height)
{
    if (height > 0)
        window.resize(window.width(), std::max(window.height(),
                                               std::min(window.height() + height, roomFor(window).height())));
}

} // namespace lifeboat
