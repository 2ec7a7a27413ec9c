// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/buttonreach.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QEvent>

namespace lifeboat {

ButtonReach::ButtonReach(QCoreApplication &app) : QObject(&app)
{
    app.installEventFilter(this);
}

bool ButtonReach::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show) {
        if (auto *box = qobject_cast<QDialogButtonBox *>(watched))
            box->setFocusProxy(nullptr);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace lifeboat
