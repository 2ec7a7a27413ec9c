// SPDX-License-Identifier: GPL-3.0-or-later
// Tab comes to every button of a dialog. In Qt 6.4 a button box takes the focus for its first button,
// wherever it stands itself: buttons that were made before that one are passed over for ever.
#pragma once

#include <QObject>

class QCoreApplication;

namespace lifeboat {

class ButtonReach final : public QObject
{
    Q_OBJECT
public:
    /// Watches every box of `app`, those in Qt's own dialogs too, for as long as it lives.
    explicit ButtonReach(QCoreApplication &app);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace lifeboat
