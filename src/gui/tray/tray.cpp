// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tray/tray.h"

#include "gui/common/icons.h"
#include "gui/schedulemenu.h"

#include <QMenu>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds readingTime{500};

/// A name may hold what menus take for a mnemonic.
QString menuText(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

Tray::Tray(ConsoleContext console, const ConsoleServices &services, const QDBusConnection &sessionBus,
           QObject *parent)
    : QObject(parent), m_console(console), m_services(services), m_hosts(sessionBus),
      m_menu(std::make_unique<QMenu>())
{
    makeMenu();
    m_soon.setSingleShot(true);
    m_soon.setInterval(readingTime);
    connect(&m_soon, &QTimer::timeout, this, &Tray::update);
    connect(&m_hosts, &TrayHosts::known, this, &Tray::known);
    connect(&m_hosts, &TrayHosts::changed, this, &Tray::showIcon);
    connect(&m_services.health, &HealthMonitor::changed, this, &Tray::update);
    connect(&m_services.scheduler, &Scheduler::looked, this, &Tray::update);
    connect(&m_console.jobs, &Jobs::started, this, &Tray::follow);
    connect(&m_console.jobs, &Jobs::finished, this, &Tray::update);
    showIcon(m_hosts.isThere());
}

Tray::~Tray() = default;

void Tray::makeMenu()
{
    m_status = m_menu->addAction(QString());
    m_status->setEnabled(false);
    m_menu->addSeparator();
    m_backUp = m_menu->addMenu(themedIcon(u"backup"_s), tr("&Back up now"));
    m_restore = m_menu->addAction(themedIcon(u"restore"_s), tr("&Restore…"));
    connect(m_restore, &QAction::triggered, this, &Tray::restoreRequested);
    m_menu->addSeparator();
    new ScheduleMenu(m_services.scheduler, m_console.backups.clock(), *m_menu);
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Open Lifeboat")), &QAction::triggered, this, &Tray::openRequested);
    connect(m_menu->addAction(tr("&Quit")), &QAction::triggered, this, &Tray::quitRequested);
    connect(m_menu.get(), &QMenu::aboutToShow, this, &Tray::update);
    update();
}

void Tray::showIcon(bool shown)
{
    if (shown == isShown())
        return;
    m_drawn.reset();
    if (shown) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        m_icon->setContextMenu(m_menu.get());
        connect(m_icon.get(), &QSystemTrayIcon::activated, this,
                [this](QSystemTrayIcon::ActivationReason reason) {
                    if (reason == QSystemTrayIcon::Trigger)
                        Q_EMIT toggleRequested();
                });
        connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &Tray::openRequested);
        update();
        m_icon->show();
    } else {
        m_icon.reset();
    }
    Q_EMIT shownChanged(shown);
}

QList<ProfileStatus> Tray::statuses() const
{
    QList<ProfileStatus> all;
    for (const QString &name : m_console.profiles.names()) {
        const Job *job = m_console.jobs.changing(name);
        all.append({name, m_services.health.stateOf(name), m_services.nextOf(name),
                    job ? std::optional(job->progress()) : std::nullopt});
    }
    return all;
}

void Tray::follow(const Job *job)
{
    if (m_console.jobs.changing(job->profile()) == job)
        connect(job, &Job::progressed, this, [this] {
            if (!m_soon.isActive())
                m_soon.start();
        });
    update();
}

void Tray::update()
{
    const QList<ProfileStatus> profiles = statuses();
    const QString words = trayWords(profiles, m_console.backups.clock().utcNow());
    m_status->setText(menuText(words));
    QStringList names;
    for (const ProfileStatus &profile : profiles)
        names += profile.name;
    updateProfiles(names);
    m_restore->setEnabled(!names.isEmpty());
    if (!m_icon)
        return;
    m_icon->setToolTip(u"Lifeboat\n"_s + words);
    if (const TrayState state = trayStateOf(profiles); m_drawn != state) {
        m_drawn = state;
        m_icon->setIcon(trayIcon(state));
    }
}

void Tray::updateProfiles(const QStringList &names)
{
    QStringList listed;
    const QList<QAction *> before = m_backUp->actions();
    for (const QAction *action : before)
        listed += action->data().toString();
    if (listed != names) {
        m_backUp->clear();
        for (const QString &name : names) {
            QAction *action = m_backUp->addAction(menuText(name));
            action->setData(name);
            connect(action, &QAction::triggered, this, [this, name] { Q_EMIT backUpRequested(name); });
        }
    }
    const QList<QAction *> actions = m_backUp->actions();
    for (QAction *action : actions)
        action->setEnabled(!m_console.jobs.changing(action->data().toString()));
    m_backUp->setEnabled(!names.isEmpty());
}

void Tray::tell(const QString &title, const QString &text)
{
    if (m_icon)
        m_icon->showMessage(title, text, m_icon->icon());
}

} // namespace lifeboat
