// SPDX-License-Identifier: GPL-3.0-or-later
// The icon beside the clock: how the backups are doing, and what is wanted most often. It is there while
// somebody shows it (TrayHosts). Asks for what is to be done. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/common/consoleservices.h"
#include "gui/tray/trayhosts.h"
#include "gui/tray/traystatus.h"

#include <QSystemTrayIcon>
#include <QTimer>

#include <memory>

class QAction;
class QMenu;

namespace lifeboat {

class Tray final : public QObject
{
    Q_OBJECT
public:
    /// All that they refer to outlives this.
    Tray(ConsoleContext console, const ConsoleServices &services, const QDBusConnection &sessionBus,
         QObject *parent = nullptr);
    ~Tray() override;

    [[nodiscard]] bool isShown() const { return m_icon != nullptr; }
    /// Not before this is known may anybody say that there is no tray.
    [[nodiscard]] bool isKnown() const { return m_hosts.isKnown(); }
    /// A short text beside the icon, where there is one.
    void tell(const QString &title, const QString &text);

Q_SIGNALS:
    void known();
    void shownChanged(bool shown);
    void toggleRequested(); ///< a click on the icon
    void openRequested();
    void backUpRequested(const QString &profile);
    void restoreRequested();
    void quitRequested();

private:
    void makeMenu();
    void showIcon(bool shown);
    [[nodiscard]] QList<ProfileStatus> statuses() const;
    void follow(const Job *job);
    /// Draws what is so now. Actions stay the same ones: hosts click on those of a menu they have read
    /// before.
    void update();
    void updateProfiles(const QStringList &names);

    ConsoleContext m_console;
    ConsoleServices m_services;
    TrayHosts m_hosts;
    std::unique_ptr<QMenu> m_menu; ///< outlives the icon, which does not own it
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QAction *m_status = nullptr;
    QMenu *m_backUp = nullptr;
    QAction *m_restore = nullptr;
    std::optional<TrayState> m_drawn;
    QTimer m_soon; ///< progress comes faster than anybody reads it
};

} // namespace lifeboat
