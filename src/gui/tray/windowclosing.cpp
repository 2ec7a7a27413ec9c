// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tray/windowclosing.h"

#include "base/log.h"
#include "gui/common/icons.h"
#include "service/globalsettingsfile.h"

#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString &trayAskedKey()
{
    static const QString key = u"closing/trayAsked"_s;
    return key;
}

/// "minimise" or "quit"; empty until it was asked.
const QString &withoutTrayKey()
{
    static const QString key = u"closing/withoutTray"_s;
    return key;
}

/// A job that would leave something undone, or null.
const Job *unfinishedChange(const Jobs &jobs)
{
    const auto running = jobs.running();
    const auto found = std::find_if(running.cbegin(), running.cend(),
                                    [&](const Job *job) { return jobs.changing(job->profile()) == job; });
    return found == running.cend() ? nullptr : *found;
}

} // namespace

WindowClosing::WindowClosing(ConsoleContext console, QWidget &window, std::function<bool()> hasTray,
                             const GlobalSettings &settings, QObject *parent)
    : QObject(parent), m_console(console), m_window(window), m_hasTray(std::move(hasTray)),
      m_settings(settings)
{
    m_window.installEventFilter(this);
}

bool WindowClosing::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != &m_window || event->type() != QEvent::Close || m_ending)
        return false;
    event->ignore();
    if (m_hasTray())
        closeIntoTray();
    else
        closeWithoutTray();
    return true;
}

void WindowClosing::closeIntoTray()
{
    if (!QSettings().value(trayAskedKey()).toBool())
        askAboutTray();
    else if (m_settings.closeToTray)
        m_window.hide();
    else
        quit();
}

void WindowClosing::closeWithoutTray()
{
    const QString answer = QSettings().value(withoutTrayKey()).toString();
    if (answer.isEmpty())
        askWithoutTray();
    else if (answer == u"minimise")
        m_window.showMinimized();
    else
        quit();
}

void WindowClosing::askAboutTray()
{
    QMessageBox *box = question(
        tr("Keep Lifeboat in the tray?"),
        tr("Schedules run only while Lifeboat runs. It can go on in the tray when its window is closed."),
        tr("This is asked once; the preferences can change it."));
    const auto *keep = box->addButton(tr("&Keep in the tray"), QMessageBox::AcceptRole);
    const auto *leave = box->addButton(tr("&Quit"), QMessageBox::DestructiveRole);
    connect(keep, &QAbstractButton::clicked, this, [this] {
        rememberCloseToTray(true);
        m_window.hide();
    });
    connect(leave, &QAbstractButton::clicked, this, [this] {
        rememberCloseToTray(false);
        quit();
    });
    box->open();
}

void WindowClosing::askWithoutTray()
{
    QMessageBox *box = question(
        tr("This desktop has no tray"),
        tr("Schedules run only while Lifeboat runs, and nothing here could show it without its window."),
        tr("This is asked once. Minimised, it stays in the list of windows."));
    const auto *minimise = box->addButton(tr("&Minimise"), QMessageBox::AcceptRole);
    const auto *leave = box->addButton(tr("&Quit"), QMessageBox::DestructiveRole);
    connect(minimise, &QAbstractButton::clicked, this, [this] {
        QSettings().setValue(withoutTrayKey(), u"minimise"_s);
        m_window.showMinimized();
    });
    connect(leave, &QAbstractButton::clicked, this, [this] {
        QSettings().setValue(withoutTrayKey(), u"quit"_s);
        quit();
    });
    box->open();
}

void WindowClosing::askToCancel(const Job &running)
{
    QMessageBox *box = question(tr("Quit Lifeboat?"),
                                tr("%1: %2. Quitting cancels it.", "what is done, which database")
                                    .arg(jobTitle(running.kind()), running.profile()),
                                {});
    const auto *quit = box->addButton(tr("&Quit and cancel it"), QMessageBox::DestructiveRole);
    connect(quit, &QAbstractButton::clicked, this, &WindowClosing::end);
    box->open();
}

QMessageBox *WindowClosing::question(const QString &title, const QString &text, const QString &more)
{
    delete m_question; // the one that was asked before is answered by asking another
    m_question = new QMessageBox(QMessageBox::NoIcon, title, text, QMessageBox::Cancel, &m_window);
    dressBox(*m_question, themedIcon(u"question"_s));
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setInformativeText(more);
    m_window.show(); // it may have been in the tray
    return m_question;
}

void WindowClosing::rememberCloseToTray(bool closeToTray)
{
    QSettings().setValue(trayAskedKey(), true);
    const GlobalSettings before = m_settings;
    m_settings.closeToTray = closeToTray;
    if (m_settings == before)
        return;
    const auto job = m_console.jobs.start<void>(
        JobKind::Check, {},
        [file = globalSettingsFile(m_console.profiles.folder()), before,
         after = m_settings](const JobControl &) {
            return saveGlobalSettings(file, before, after, QProcessEnvironment::systemEnvironment());
        },
        &m_console.jobs,
        [](const Result<void> &saved) {
            if (!saved)
                qCWarning(logConfig).noquote() << describe(saved.error());
        });
    if (!job)
        qCWarning(logConfig).noquote() << describe(job.error());
    Q_EMIT settingsChanged(m_settings);
}

void WindowClosing::quit()
{
    if (m_ending)
        return;
    if (const Job *running = unfinishedChange(m_console.jobs))
        askToCancel(*running);
    else
        end();
}

void WindowClosing::end()
{
    if (std::exchange(m_ending, true))
        return;
    m_window.close();
    Q_EMIT ended();
}

} // namespace lifeboat
