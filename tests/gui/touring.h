// SPDX-License-Identifier: GPL-3.0-or-later
// What the walks through the screens share: waiting for what happens on its own, and the dialog that is open.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QPointer>

namespace lifeboat::touring {

constexpr QSize windowSize(1100, 740);

/// Runs the event loop until `condition` holds.
template<typename Condition> void waitFor(const char *what, Condition condition)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.hasExpired(60'000))
            qFatal("waited in vain for %s", what);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    }
}

inline void settle(const ConsoleContext &console)
{
    waitFor("the jobs", [&] { return console.jobs.running().isEmpty(); });
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
}

inline void trigger(const QWidget &window, const QString &action)
{
    window.findChild<QAction *>(action)->trigger();
}

/// A backup by hand, once the profile is there; does not wait for its end.
inline void beginBackup(const MainWindow &window)
{
    const auto *action = window.findChild<QAction *>(QStringLiteral("actionBackUp"));
    waitFor("the profile", [&] { return action->isEnabled(); });
    trigger(window, action->objectName());
}

/// Hands the dialog that is open to `visit`, and closes it.
template<typename Visit> void visitDialog(Visit visit)
{
    waitFor("a dialog", [] { return QApplication::activeModalWidget() != nullptr; });
    const QPointer<QWidget> dialog = QApplication::activeModalWidget();
    visit(*dialog);
    dialog->close();
    waitFor("its end", [&] { return QApplication::activeModalWidget() != dialog; });
}

} // namespace lifeboat::touring
