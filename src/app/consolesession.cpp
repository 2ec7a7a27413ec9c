// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/consolesession.h"

#include "base/log.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

ConsoleSession::ConsoleSession(Console &console, const GlobalSettings &settings,
                               const QDBusConnection &sessionBus, const QDBusConnection &systemBus)
    : m_console(console), m_settings(settings),
      m_window(console.context(), console.services(), console.cache()), m_notifier(sessionBus),
      m_notices(console.services(), console.context().jobs, console.context().backups.clock(), m_notifier,
                settings),
      m_tray(console.context(), console.services(), sessionBus),
      m_closing(
          console.context(), m_window, [this] { return m_tray.isShown(); }, settings),
      m_guard(console.context().jobs, systemBus)
{
    console.services().scheduler.follow(console.services().health);
    connectTray();
    connectNotices();
    connectSettings();
    connect(&m_closing, &WindowClosing::ended, this, &ConsoleSession::end);
}

void ConsoleSession::connectTray()
{
    connect(&m_tray, &Tray::known, this, [this] { settle(m_tray.isShown()); });
    connect(&m_tray, &Tray::shownChanged, this, &ConsoleSession::settle);
    connect(&m_tray, &Tray::toggleRequested, this, &ConsoleSession::toggle);
    connect(&m_tray, &Tray::openRequested, this, [this] { raise(); });
    connect(&m_tray, &Tray::backUpRequested, this, &ConsoleSession::backUp);
    connect(&m_tray, &Tray::restoreRequested, this, [this] {
        raise();
        m_window.offerRestore();
    });
    connect(&m_tray, &Tray::quitRequested, &m_closing, &WindowClosing::quit);
    connect(&m_window, &MainWindow::quitRequested, &m_closing, &WindowClosing::quit);
}

void ConsoleSession::connectNotices()
{
    connect(&m_notifier, &Notifier::actionInvoked, &m_notices, &DesktopNotices::answer);
    connect(&m_notifier, &Notifier::undelivered, this,
            [this](const Notification &notification) { m_tray.tell(notification.title, notification.body); });
    connect(&m_notices, &DesktopNotices::backUpRequested, this, &ConsoleSession::backUp);
    connect(&m_notices, &DesktopNotices::showRequested, this,
            [this](const QString &profile, const QString &activationToken) {
                m_window.selectProfile(profile);
                raise(activationToken);
            });
}

void ConsoleSession::connectSettings()
{
    const auto take = [this](const GlobalSettings &settings) {
        m_settings = settings;
        m_notices.setSettings(settings);
        m_closing.setSettings(settings);
    };
    connect(&m_window, &MainWindow::settingsChanged, this, take);
    connect(&m_closing, &WindowClosing::settingsChanged, this, take);
}

void ConsoleSession::begin(const ConsoleCall &call)
{
    if (call.minimised || (m_settings.startMinimised && !call.restore)) {
        m_awayFromStart = true;
        if (m_tray.isKnown())
            settle(m_tray.isShown());
    } else {
        m_window.show();
    }
    m_window.recoverRestores();
    act({.backUp = call.backUp, .restore = call.restore, .profile = call.profile});
    m_console.services().health.begin(m_window.selectedProfile());
    m_machine = std::make_unique<MachineWatch>(m_console.services().scheduler);
    connect(&m_machine->power(), &PowerWatch::aboutToShutDown, this, &ConsoleSession::end);
}

void ConsoleSession::act(const ConsoleCall &call, const QString &activationToken)
{
    if (!call.profile.isEmpty())
        m_window.selectProfile(call.profile);
    if (call.backUp)
        backUp(call.profile);
    if (call.restore)
        m_window.offerRestore();
    // A backup that a launcher's menu asks for needs no window to come up.
    if (!call.backUp && !call.minimised && m_machine)
        raise(activationToken);
}

/// All, without a profile.
void ConsoleSession::backUp(const QString &profile)
{
    const QStringList names = profile.isEmpty() ? m_console.context().profiles.names() : QStringList{profile};
    for (const QString &name : names)
        m_console.services().scheduler.backUpNow(name);
}

void ConsoleSession::raise(const QString &activationToken)
{
    m_awayFromStart = false;
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8()); // where Qt takes it from
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.show();
    m_window.raise();
    m_window.activateWindow();
}

void ConsoleSession::toggle()
{
    if (m_window.isVisible() && !m_window.isMinimized())
        putAway();
    else
        raise();
}

/// Never out of reach: a hidden window needs a tray to come back from.
void ConsoleSession::putAway()
{
    if (m_tray.isShown())
        m_window.hide();
    else
        m_window.showMinimized();
}

/// A tray came or went, or is known not to be there.
void ConsoleSession::settle(bool hasTray)
{
    if (m_ending)
        return;
    if (m_awayFromStart || (!hasTray && !m_window.isVisible()))
        putAway();
}

void ConsoleSession::end()
{
    if (std::exchange(m_ending, true))
        return;
    m_window.hide();
    m_console.services().scheduler.stop();
    const Jobs &jobs = m_console.context().jobs;
    connect(&jobs, &Jobs::finished, this, &ConsoleSession::endWhenQuiet);
    for (Job *job : jobs.running())
        job->cancel();
    endWhenQuiet();
}

void ConsoleSession::endWhenQuiet()
{
    if (m_console.context().jobs.running().isEmpty())
        QMetaObject::invokeMethod(this, &ConsoleSession::ended, Qt::QueuedConnection);
}

} // namespace lifeboat
