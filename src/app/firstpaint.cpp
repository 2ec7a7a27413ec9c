// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/firstpaint.h"

#include <QEvent>
#include <QLoggingCategory>
#include <QTimer>
#include <QWidget>

namespace lifeboat {

namespace {

Q_LOGGING_CATEGORY(logConsole, "lifeboat.console", QtInfoMsg)

} // namespace

FirstPaint::FirstPaint(QWidget &window)
{
    window.installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        // After the children's painting, which belongs to this event, and all that is posted.
        QTimer::singleShot(0, this, [] { qCDebug(logConsole, "The window can be used."); });
    }
    return false;
}

} // namespace lifeboat
