// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include "gui/activity/activitypage.h"
#include "gui/activity/runwords.h"
#include "gui/backupactions.h"
#include "gui/backups/backuplist.h"
#include "gui/backups/backupspage.h"
#include "gui/backups/dragfiles.h"
#include "gui/common/draggedfile.h"
#include "gui/common/elidedlabel.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/common/opening.h"
#include "gui/headercard.h"
#include "gui/helpcommands.h"
#include "gui/jobbar.h"
#include "gui/kitreminderbar.h"
#include "gui/missingsecretbar.h"
#include "gui/profiledelegate.h"
#include "gui/profilemodel.h"
#include "gui/schedulemenu.h"
#include "gui/selectedprofile.h"
#include "gui/settings/settingspage.h"
#include "gui/storeuselabel.h"
#include "gui/waitingfeed.h"
#include "gui/windowdialogs.h"
#include "ui_mainwindow.h"

#include <QCloseEvent>
#include <QDir>
#include <QLineEdit>
#include <QLoggingCategory>
#include <QScreen>
#include <QSettings>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Not below "lifeboat", whose information is only logged when asked for: what was done is always worth a
// line.
Q_LOGGING_CATEGORY(logConsole, "console")

constexpr auto messageTime = 10s;
constexpr int fewestLines = 26; ///< that a window is high before the list needs them all

bool changesBackups(JobKind kind)
{
    return kind == JobKind::Backup || kind == JobKind::Drill || kind == JobKind::Delete
           || kind == JobKind::Prune;
}

void logOutcome(const Job *job, const std::optional<Error> &error)
{
    if (!rememberedJobs().contains(job->kind()))
        return;
    qCInfo(logConsole).noquote() << jobTitle(job->kind()) << job->profile()
                                 << (error ? errorCodeName(error->code) : u"done"_s);
}

} // namespace

MainWindow::MainWindow(ConsoleContext console, ConsoleServices services, ListingCache &cache, QWidget *parent,
                       const QString &stateFolder)
    : QMainWindow(parent), m_ui(std::make_unique<Ui::MainWindow>()), m_console(console), m_services(services),
      m_profiles(new ProfileModel(this)), m_selected(new SelectedProfile(console, this)),
      m_actions(new BackupActions(console, cache, *m_selected, this)),
      m_dragFiles(new DragFiles(console, *m_selected, this)),
      m_backupsPage(new BackupsPage(console, cache, this)),
      m_history(new HistoryKeeper(stateFolder + u"/history.db"_s,
                                  globalSettingsFile(console.profiles.folder()), this)),
      m_activity(new ActivityPage(console, *m_history, this)),
      m_settingsPage(new SettingsPage(console, this)), m_missingSecret(new MissingSecretBar(console, this)),
      m_kitReminder(new KitReminderBar(console, stateFolder, this)),
      m_dialogs(new WindowDialogs(console, services, *m_selected, stateFolder, this)),
      m_help(new HelpCommands(console, m_history->path(), stateFolder + u"/log"_s, this)),
      m_storeUse(new StoreUseLabel(
          console, std::make_shared<const RequestLedger>(stateFolder + u"/requests.json"_s), this)),
      m_message(new ElidedLabel(this)), m_search(new QLineEdit(this))
{
    m_ui->setupUi(this);
    setWindowIcon(themedIcon(u"lifeboat"_s));
    makePages();
    makeStatusBar();
    makeToolBar();
    addPageActions();
    connectActions();
    connectPages();
    connectDialogs();
    connectWatches();
    m_history->follow(m_console.jobs);
    restoreLook();
    reloadNames();
    selectProfile(QSettings().value(u"window/profile"_s).toString());
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    const int unit = fontMetrics().averageCharWidth();
    m_ui->welcomeIcon->setPixmap(themedIcon(u"lifeboat"_s).pixmap(QSize(unit * 12, unit * 12)));
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    m_ui->welcomeTitle->setFont(large);
    m_ui->profiles->setModel(m_profiles);
    m_ui->profiles->setItemDelegate(new ProfileDelegate(this));
    const int gap = style()->pixelMetric(QStyle::PM_LayoutTopMargin);
    // Margins have a left and a right, which no layout mirrors; the splitter's handle is between the two.
    const int outer = isRightToLeft() ? 0 : gap;
    m_ui->sideLayout->setContentsMargins(outer, gap, gap - outer, gap);
    m_ui->detailLayout->setContentsMargins(gap - outer, gap, outer, gap);
    m_ui->detailLayout->insertWidget(1, m_missingSecret);
    m_ui->detailLayout->insertWidget(2, m_kitReminder);
    m_ui->splitter->setStretchFactor(1, 1);
    m_ui->splitter->setSizes({unit * 36, unit * 110});
    m_ui->tabs->addTab(m_backupsPage, tr("Bac&kups"));
    m_ui->tabs->addTab(m_activity, tr("A&ctivity"));
    m_ui->tabs->addTab(m_settingsPage, tr("&Settings"));
    if (size().width() < unit * 136)
        openAt(*this, {unit * 136, fontMetrics().height() * 40});
}

void MainWindow::makeStatusBar()
{
    const int margin = style()->pixelMetric(QStyle::PM_LayoutLeftMargin); // as all else in the window
    m_ui->status->setContentsMargins(isRightToLeft() ? 0 : margin, 0, isRightToLeft() ? margin : 0, 0);
    m_ui->status->addWidget(new JobBar(m_console.jobs, this)); // first what it needs, then the message
    m_ui->status->addWidget(m_message, 1);
    m_ui->status->addPermanentWidget(m_storeUse);
}

void MainWindow::makeToolBar()
{
    m_ui->actionBackUp->setIcon(themedIcon(u"backup"_s));
    m_ui->actionRefresh->setIcon(themedIcon(u"refresh"_s));
    m_ui->actionAdd->setIcon(themedIcon(u"add"_s));
    m_ui->actionUndo->setIcon(themedIcon(u"undo"_s));
    m_ui->actionRecoveryKit->setIcon(themedIcon(u"key"_s));
    m_ui->actionFind->setIcon(themedIcon(u"search"_s));
    m_ui->addButton->setIcon(themedIcon(u"add"_s));
    m_ui->toolbar->addActions(
        {m_backupsPage->restoreAction(), m_backupsPage->verifyAction(), m_ui->actionRefresh});
    auto *gap = new QWidget(this);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_ui->toolbar->addWidget(gap);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search backups"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_ui->toolbar->addWidget(m_search);
}

void MainWindow::addPageActions()
{
    m_ui->menuBackup->addActions({m_backupsPage->restoreAction(), m_backupsPage->verifyAction(),
                                  m_backupsPage->drillAction(), m_backupsPage->downloadAction(),
                                  m_backupsPage->copyKeyAction()});
    m_ui->menuBackup->addSeparator();
    m_ui->menuBackup->addAction(m_ui->actionUndo);
    m_ui->menuBackup->addSeparator();
    m_ui->menuBackup->addActions({m_backupsPage->deleteAction(), m_backupsPage->removeExpiredAction()});
    m_ui->menuBackup->addSeparator();
    new ScheduleMenu(m_services.scheduler, m_console.backups.clock(), *m_ui->menuBackup);
}

void MainWindow::connectActions()
{
    connect(m_ui->actionBackUp, &QAction::triggered, m_actions, &BackupActions::backUp);
    connect(m_ui->actionRefresh, &QAction::triggered, this, [this] {
        m_selected->look();
        m_backupsPage->refresh();
        m_services.health.refreshAll(m_selected->name());
    });
    connect(m_ui->actionAdd, &QAction::triggered, m_dialogs, [this] { m_dialogs->openSetup(); });
    connect(m_ui->addButton, &QPushButton::clicked, m_dialogs, [this] { m_dialogs->openSetup(); });
    connect(m_ui->welcomeButton, &QPushButton::clicked, m_dialogs, [this] { m_dialogs->openSetup(); });
    connect(m_ui->actionUndo, &QAction::triggered, m_dialogs, &WindowDialogs::openUndo);
    connect(m_ui->actionRecoveryKit, &QAction::triggered, m_dialogs, &WindowDialogs::openRecoveryKit);
    connect(m_ui->actionPreferences, &QAction::triggered, m_dialogs, &WindowDialogs::openPreferences);
    connect(m_ui->actionQuit, &QAction::triggered, this, &MainWindow::quitRequested);
    connect(m_ui->actionFind, &QAction::triggered, this, &MainWindow::find);
    connect(m_search, &QLineEdit::textChanged, m_backupsPage, &BackupsPage::setSearch);
    connect(m_ui->actionHelp, &QAction::triggered, m_help, &HelpCommands::openDocumentation);
    connect(m_ui->actionAbout, &QAction::triggered, m_help, &HelpCommands::openAbout);
    connect(m_ui->actionLogFolder, &QAction::triggered, m_help, &HelpCommands::openLogFolder);
    connect(m_ui->actionReport, &QAction::triggered, m_help, &HelpCommands::reportProblem);
}

void MainWindow::connectPages()
{
    connect(m_backupsPage, &BackupsPage::backUpRequested, m_actions, &BackupActions::backUp);
    connect(m_backupsPage, &BackupsPage::restoreRequested, m_dialogs, &WindowDialogs::openRestore);
    connect(m_backupsPage, &BackupsPage::verifyRequested, m_actions, &BackupActions::verify);
    connect(m_backupsPage, &BackupsPage::drillRequested, m_actions, &BackupActions::drill);
    connect(m_backupsPage, &BackupsPage::downloadRequested, m_actions, &BackupActions::download);
    connect(m_backupsPage, &BackupsPage::deleteRequested, m_actions, &BackupActions::remove);
    connect(m_backupsPage, &BackupsPage::pruneRequested, m_actions, &BackupActions::prune);
    connect(m_backupsPage, &BackupsPage::known, m_settingsPage, &SettingsPage::showBackups);
    connect(m_backupsPage, &BackupsPage::dragRequested, m_dragFiles, &DragFiles::drag);
    connect(m_dragFiles, &DragFiles::told, this, &MainWindow::tell);
    connect(m_dragFiles, &DragFiles::failed, this,
            [this](const QString &what, const Error &error) { openErrorDialog(this, what, error); });
    connect(m_backupsPage, &BackupsPage::listed, this, [this](const QList<BackupEntry> &newestFirst) {
        m_services.health.noteBackups(m_selected->profile(), newestFirst);
        if (std::exchange(m_restoreOffered, false))
            restoreNewest();
    });
    connect(m_backupsPage, &BackupsPage::noted, this, [this](const std::optional<StoreNotes> &notes) {
        m_services.health.noteNotes(m_selected->name(), notes);
    });
    connect(m_backupsPage, &BackupsPage::listingFailed, this, [this](const Error &error) {
        m_restoreOffered = false;
        m_services.health.noteUnreachable(m_selected->name(), error);
    });
    connect(m_actions, &BackupActions::finished, this, &MainWindow::noteActivity);
    connect(m_actions, &BackupActions::refused, this, [this](const Error &why) { tell(describe(why)); });
    connect(m_actions, &BackupActions::verified, this,
            [this](const QString &profile, const QString &key, const std::optional<Error> &problem,
                   const QDateTime &at) {
                if (profile == m_selected->name())
                    m_backupsPage->noteVerified(key, problem, at);
            });
    connect(m_settingsPage, &SettingsPage::profileChanged, this, [this] {
        reloadNames();
        m_selected->reload();
    });
    connect(m_missingSecret, &MissingSecretBar::reloadRequested, m_selected, &SelectedProfile::reload);
}

void MainWindow::connectDialogs()
{
    connect(m_dialogs, &WindowDialogs::profileCreated, this, [this](const QString &name) {
        m_firstBackupOf = name;
        selectProfile(name);
    });
    connect(m_dialogs, &WindowDialogs::settingsChanged, this, &MainWindow::settingsChanged);
    connect(m_dialogs, &WindowDialogs::restored, this, [this](const Activity &activity) {
        if (!activity.problem) // the dialog has told the others
            tell(activity.result);
    });
    const auto askAgain = [this] { m_kitReminder->showProfile(m_selected->profile()); };
    connect(m_dialogs, &WindowDialogs::kitConfirmed, m_kitReminder, askAgain);
    connect(m_dialogs, &WindowDialogs::settingsChanged, m_kitReminder, askAgain);
    connect(m_kitReminder, &KitReminderBar::kitRequested, m_dialogs, &WindowDialogs::openRecoveryKit);
}

void MainWindow::connectWatches()
{
    connect(m_ui->profiles->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { m_selected->select(m_profiles->nameAt(current)); });
    connect(m_selected, &SelectedProfile::changed, this, &MainWindow::showSelected);
    connect(new WaitingFeed(m_console, *m_selected, this), &WaitingFeed::found, m_ui->header,
            &HeaderCard::showWaiting);
    connect(m_selected, &SelectedProfile::loadingFailed, this,
            [this](const QString &name, const Error &error) {
                m_backupsPage->showProfile(m_selected->profile()); // nothing is waited for any more
                openErrorDialog(this, tr("The profile %1 cannot be read").arg(name), error);
            });
    connect(&m_services.health, &HealthMonitor::changed, this, &MainWindow::showStatus);
    connect(&m_services.health, &HealthMonitor::listed, m_storeUse, &StoreUseLabel::noteBackups);
    connect(&m_services.scheduler, &Scheduler::looked, this, &MainWindow::showStatus);
    connect(&m_services.scheduler, &Scheduler::succeeded, this,
            [this](const QString &profile, const BackupReport &report) {
                tell((report.unchanged ? tr("%1: nothing has changed since its last backup", "profile")
                                       : tr("%1: backed up", "profile"))
                         .arg(profile));
            });
    const auto showWork = [this](const Job *job) {
        updateActions();
        if (changesBackups(job->kind()))
            showStatus();
    };
    connect(&m_console.jobs, &Jobs::started, this, showWork);
    connect(&m_console.jobs, &Jobs::finished, this, showWork);
    connect(&m_console.jobs, &Jobs::finished, this, &logOutcome);
    connect(&m_console.jobs, &Jobs::finished, this, [this](const Job *job) { noteChange(*job); });
    connect(&m_console.jobs, &Jobs::finished, m_selected, [this](const Job *job) {
        if (rememberedJobs().contains(job->kind()))
            m_selected->look(); // it may have been refused for that
    });
    QDir().mkpath(m_console.profiles.folder());
    m_watcher.addPath(m_console.profiles.folder());
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &MainWindow::reloadNames);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, m_selected, &SelectedProfile::lookSoon);
    connect(&m_minute, &QTimer::timeout, this, &MainWindow::showStatus);
    connect(&m_minute, &QTimer::timeout, m_selected, &SelectedProfile::look); // not every disk tells
    m_minute.start(1min);
    m_forget.setSingleShot(true);
    m_forget.setInterval(messageTime);
    connect(&m_forget, &QTimer::timeout, this, [this] { m_message->setText({}); });
}

void MainWindow::selectProfile(const QString &name)
{
    if (!m_profiles->indexOf(name).isValid())
        reloadNames(); // it may have been made a moment ago
    if (const QModelIndex index = m_profiles->indexOf(name); index.isValid())
        m_ui->profiles->setCurrentIndex(index);
}

void MainWindow::reloadNames()
{
    const QStringList names = m_console.profiles.names();
    {
        const QSignalBlocker quiet(m_ui->profiles->selectionModel());
        m_profiles->setNames(names);
        m_ui->profiles->setCurrentIndex(m_profiles->indexOf(m_selected->name()));
    }
    m_ui->stack->setCurrentWidget(names.isEmpty() ? m_ui->welcomePage : m_ui->splitter);
    if (!names.contains(m_selected->name())) {
        m_ui->profiles->setCurrentIndex(m_profiles->index(0));
        if (names.isEmpty())
            m_selected->select({});
    }
    updateActions();
}

void MainWindow::showSelected()
{
    const ProfilePointer &profile = m_selected->profile();
    m_ui->header->showProfile(m_selected->name(), profile ? &profile->profile : nullptr);
    m_missingSecret->showProfile(profile);
    m_kitReminder->showProfile(profile);
    m_storeUse->selectProfile(m_selected->name());
    m_backupsPage->showProfile(profile, m_selected->name());
    m_settingsPage->showProfile(profile);
    showStatus();
    updateActions();
    if (profile && m_selected->name() == m_firstBackupOf) {
        m_firstBackupOf.clear();
        if (!m_console.jobs.changing(m_selected->name())) // else its schedule was faster
            m_actions->backUp();
    }
}

void MainWindow::showStatus()
{
    const QDateTime now = m_console.backups.clock().utcNow();
    for (const QString &name : m_profiles->names())
        m_profiles->setStatus(name, m_services.health.stateOf(name), nextOf(name), now);
    const QString shown = m_selected->name();
    m_ui->header->showStatus(m_services.health.stateOf(shown), nextOf(shown), now);
}

/// What is being backed up is not due, whoever began it.
NextRun MainWindow::nextOf(const QString &profile) const
{
    const Job *job = m_console.jobs.changing(profile);
    if (job && job->kind() == JobKind::Backup)
        return {WaitReason::Busy, m_console.backups.clock().utcNow()};
    return m_services.nextOf(profile);
}

/// Whoever made it: a person here, the schedule, a notification's button.
void MainWindow::noteChange(const Job &job)
{
    if (!changesBackups(job.kind()))
        return;
    if (job.profile() == m_selected->name())
        m_backupsPage->refresh();
    else
        m_services.health.refresh(job.profile());
}

void MainWindow::noteActivity(const Activity &activity)
{
    if (!activity.problem)
        tell(activity.result);
    else if (activity.problem->code == ErrorCode::Cancelled)
        tell(tr("Cancelled."));
    else
        openErrorDialog(this, failureHeading(activity.kind, activity.profile), *activity.problem);
}

/// Beside what runs, which the status bar's own messages would be drawn across.
void MainWindow::tell(const QString &message)
{
    m_message->setText(message);
    m_forget.start();
}

void MainWindow::updateActions()
{
    const ProfilePointer &profile = m_selected->profile();
    m_ui->actionBackUp->setEnabled(profile && !m_console.jobs.changing(m_selected->name()));
    m_ui->actionUndo->setEnabled(m_ui->actionBackUp->isEnabled());
    const Job *job = m_console.jobs.changing(m_selected->name());
    m_backupsPage->showWork(job ? std::optional(job->kind()) : std::nullopt);
    m_ui->actionRefresh->setEnabled(profile != nullptr);
    m_ui->actionRecoveryKit->setEnabled(profile && !profile->secrets.encryptionKey.isEmpty());
    m_search->setEnabled(profile != nullptr);
}

void MainWindow::find()
{
    m_ui->tabs->setCurrentWidget(m_backupsPage);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QString MainWindow::selectedProfile() const
{
    return m_selected->name();
}

void MainWindow::offerRestore()
{
    m_ui->tabs->setCurrentWidget(m_backupsPage);
    if (m_backupsPage->newestFirst().isEmpty())
        m_restoreOffered = true;
    else
        restoreNewest();
}

void MainWindow::recoverRestores()
{
    for (const QString &name : m_console.profiles.names()) {
        const auto job = m_console.jobs.start<Recovery>(
            JobKind::Check, name,
            [console = m_console, name](const JobControl &) -> Result<Recovery> {
                const auto loaded = console.profiles.peek(name);
                if (!loaded)
                    return fail(loaded.error());
                return console.backups.recover(*loaded);
            },
            this,
            [this, name](const Result<Recovery> &recovery) {
                if (recovery && !recovery->words().isEmpty())
                    m_dialogs->tellOfRecovery(name, recovery->words());
            });
        if (!job)
            qCWarning(logConsole).noquote() << describe(job.error());
    }
}

void MainWindow::restoreNewest()
{
    if (const auto backups = m_backupsPage->newestFirst(); !backups.isEmpty())
        m_dialogs->openRestore(backups.constFirst());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    keepLook();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_ui->header->setBrief(height() < fontMetrics().lineSpacing() * fewestLines);
}

void MainWindow::keepLook() const
{
    QSettings settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/splitter"_s, m_ui->splitter->saveState());
    settings.setValue(u"window/profile"_s, m_selected->name());
}

void MainWindow::restoreLook()
{
    const QSettings settings;
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    m_ui->splitter->restoreState(settings.value(u"window/splitter"_s).toByteArray());
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFile(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = draggedFile(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    m_dialogs->openSetup(path);
}

} // namespace lifeboat
