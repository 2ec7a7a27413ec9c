// SPDX-License-Identifier: GPL-3.0-or-later
// Says in the log (lifeboat.console, debug) when a window can be used: it has been painted, and what waited
// for its event loop until then has been done. For whoever measures how soon that is. Window's thread.
#pragma once

#include <QObject>

class QWidget;

namespace lifeboat {

class FirstPaint final : public QObject
{
    Q_OBJECT
public:
    /// `window` is not shown yet, and outlives this.
    explicit FirstPaint(QWidget &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace lifeboat
