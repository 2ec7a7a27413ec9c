// SPDX-License-Identifier: GPL-3.0-or-later
// The console for as long as its user is logged in: the window, the tray, notifications, and the schedules
// that run with or without a window. Main thread.
#pragma once

#include "app/consolecall.h"
#include "app/consolecomposition.h"
#include "app/machinewatch.h"
#include "app/restoreguard.h"
#include "engine/config/globalsettings.h"
#include "gui/mainwindow.h"
#include "gui/notices/desktopnotices.h"
#include "gui/tray/tray.h"
#include "gui/tray/windowclosing.h"
#include "platform/notifications.h"

namespace lifeboat {

class ConsoleSession final : public QObject
{
    Q_OBJECT
public:
    /// `console` outlives this.
    ConsoleSession(Console &console, const GlobalSettings &settings, const QDBusConnection &sessionBus,
                   const QDBusConnection &systemBus);

    [[nodiscard]] MainWindow &window() { return m_window; }

    /// Shows what the first call asks for; schedules begin to run.
    void begin(const ConsoleCall &call);
    /// Does what another process was called for. `activationToken` lets the window come to the front on
    /// Wayland; often empty.
    void act(const ConsoleCall &call, const QString &activationToken = {});
    /// Begins nothing any more and cancels what runs; ended() follows, once. A restore that is past its swap
    /// is finished first.
    void end();

Q_SIGNALS:
    void ended();

private:
    void connectTray();
    void connectNotices();
    void connectSettings();
    void backUp(const QString &profile);
    void raise(const QString &activationToken = {});
    void toggle();
    void putAway();
    void settle(bool hasTray);
    void endWhenQuiet();

    Console &m_console;
    GlobalSettings m_settings;
    MainWindow m_window;
    Notifier m_notifier;
    DesktopNotices m_notices;
    Tray m_tray;
    WindowClosing m_closing;
    RestoreGuard m_guard;
    std::unique_ptr<MachineWatch> m_machine;
    bool m_awayFromStart = false; ///< the user has not asked for the window yet
    bool m_ending = false;
};

} // namespace lifeboat
