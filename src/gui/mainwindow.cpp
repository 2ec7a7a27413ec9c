// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include "base/format.h"
#include "base/log.h"
#include "gui/backupactions.h"
#include "gui/backups/backupspage.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/headercard.h"
#include "gui/helpwindow.h"
#include "gui/jobbar.h"
#include "gui/missingsecretbar.h"
#include "gui/restore/restoredialog.h"
#include "gui/settings/settingspage.h"
#include "gui/wizard/recoverykitdialog.h"
#include "gui/wizard/setupwizard.h"
#include "ui_mainwindow.h"

#include <QClipboard>
#include <QCloseEvent>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QTableView>
#include <QUrl>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 freeTier = 10'000'000'000; ///< bytes that R2 stores without charge

QString failureHeading(const Activity &activity)
{
    return MainWindow::tr("%1 failed: %2", "what was done, which database")
        .arg(jobTitle(activity.kind), activity.profile);
}

bool changesBackups(JobKind kind)
{
    return kind == JobKind::Backup || kind == JobKind::Delete || kind == JobKind::Prune;
}

} // namespace

MainWindow::MainWindow(ConsoleContext console, ListingCache &cache, QWidget *parent)
    : QMainWindow(parent), m_ui(std::make_unique<Ui::MainWindow>()), m_console(console), m_cache(cache),
      m_actions(new BackupActions(console, this)), m_profiles(new ProfileModel(this)),
      m_activity(new ActivityModel(this))
{
    m_ui->setupUi(this);
    setWindowIcon(themedIcon(u"lifeboat"_s));
    makePages();
    makeToolBar();
    connectActions();
    connectPages();

    QDir().mkpath(console.profiles.folder());
    m_watcher.addPath(console.profiles.folder());
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &MainWindow::reloadNames);
    connect(&m_minute, &QTimer::timeout, this, &MainWindow::showHealth);
    m_minute.start(1min);

    const QSettings settings;
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    m_ui->splitter->restoreState(settings.value(u"window/splitter"_s).toByteArray());
    reloadNames();
    const QString last = settings.value(u"window/profile"_s).toString();
    if (const QModelIndex index = m_profiles->indexOf(last); index.isValid())
        m_ui->profiles->setCurrentIndex(index);
    refreshOthers();
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
    const int gap = style()->pixelMetric(QStyle::PM_LayoutTopMargin);
    m_ui->sideLayout->setContentsMargins(gap, gap, 0, gap);
    m_ui->detailLayout->setContentsMargins(0, gap, gap, gap);
    m_ui->splitter->setStretchFactor(1, 1);
    m_ui->splitter->setSizes({unit * 26, unit * 110});
    if (size().width() < unit * 136)
        resize(unit * 136, fontMetrics().height() * 40);

    m_backupsPage = new BackupsPage(m_console, m_cache, this);
    m_settingsPage = new SettingsPage(m_console, this);
    m_missingSecret = new MissingSecretBar(m_console, this);
    m_ui->detailLayout->insertWidget(1, m_missingSecret);
    m_activityView = new QTableView(this);
    m_activityView->setModel(m_activity);
    m_activityView->setAccessibleName(tr("Activity"));
    m_activityView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_activityView->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_activityView->setShowGrid(false);
    m_activityView->verticalHeader()->hide();
    m_activityView->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_activityView->horizontalHeader()->setSectionResizeMode(ActivityModel::Result, QHeaderView::Stretch);
    m_ui->tabs->addTab(m_backupsPage, tr("B&ackups"));
    m_ui->tabs->addTab(m_activityView, tr("A&ctivity"));
    m_ui->tabs->addTab(m_settingsPage, tr("&Settings"));

    m_storeUse = new QLabel(this);
    m_ui->status->addWidget(new JobBar(m_console.jobs, this), 1);
    m_ui->status->addPermanentWidget(m_storeUse);
}

void MainWindow::makeToolBar()
{
    m_ui->actionBackUp->setIcon(themedIcon(u"backup"_s));
    m_ui->actionRefresh->setIcon(themedIcon(u"refresh"_s));
    m_ui->actionAdd->setIcon(themedIcon(u"add"_s));
    m_ui->actionRecoveryKit->setIcon(themedIcon(u"key"_s));
    m_ui->actionFind->setIcon(themedIcon(u"search"_s));
    m_ui->addButton->setIcon(themedIcon(u"add"_s));
    m_ui->toolbar->addAction(m_backupsPage->restoreAction());
    m_ui->toolbar->addAction(m_backupsPage->verifyAction());
    m_ui->toolbar->addAction(m_ui->actionRefresh);
    auto *gap = new QWidget(this);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_ui->toolbar->addWidget(gap);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search backups"));
    m_search->setAccessibleName(tr("Search backups"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_ui->toolbar->addWidget(m_search);
    m_ui->menuBackup->addActions({m_backupsPage->restoreAction(), m_backupsPage->verifyAction(),
                                  m_backupsPage->downloadAction(), m_backupsPage->copyKeyAction()});
    m_ui->menuBackup->addSeparator();
    m_ui->menuBackup->addAction(m_backupsPage->deleteAction());
}

void MainWindow::connectActions()
{
    connect(m_ui->actionBackUp, &QAction::triggered, this, &MainWindow::backUp);
    connect(m_ui->actionRefresh, &QAction::triggered, this, [this] {
        m_backupsPage->refresh();
        refreshOthers();
    });
    connect(m_ui->actionAdd, &QAction::triggered, this, [this] { openSetup(); });
    connect(m_ui->addButton, &QPushButton::clicked, this, [this] { openSetup(); });
    connect(m_ui->welcomeButton, &QPushButton::clicked, this, [this] { openSetup(); });
    connect(m_ui->actionRecoveryKit, &QAction::triggered, this, &MainWindow::openRecoveryKit);
    connect(m_ui->actionQuit, &QAction::triggered, this, &QWidget::close);
    connect(m_ui->actionFind, &QAction::triggered, this, [this] {
        m_ui->tabs->setCurrentWidget(m_backupsPage);
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    connect(m_ui->actionHelp, &QAction::triggered, this, &MainWindow::openDocumentation);
    connect(m_ui->actionReport, &QAction::triggered, this, &MainWindow::copyReport);
    connect(m_ui->actionAbout, &QAction::triggered, this, &MainWindow::openAbout);
    connect(m_search, &QLineEdit::textChanged, m_backupsPage, &BackupsPage::setSearch);
    connect(m_ui->profiles->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &MainWindow::loadSelected);
    connect(m_activityView, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        const Activity &activity = m_activity->at(index.row());
        if (activity.problem)
            openErrorDialog(this, failureHeading(activity), *activity.problem);
    });
}

void MainWindow::connectPages()
{
    connect(m_backupsPage, &BackupsPage::backUpRequested, this, &MainWindow::backUp);
    connect(m_backupsPage, &BackupsPage::restoreRequested, this, &MainWindow::openRestore);
    connect(m_backupsPage, &BackupsPage::verifyRequested, this,
            [this](const QList<BackupEntry> &backups) { m_actions->verify(m_profile, backups); });
    connect(m_backupsPage, &BackupsPage::downloadRequested, this,
            [this](const BackupEntry &backup, const QString &path) {
                m_actions->download(m_profile, backup, path);
            });
    connect(m_backupsPage, &BackupsPage::deleteRequested, this,
            [this](const QList<BackupEntry> &backups, bool evenNewest) {
                m_actions->remove(m_profile, backups, evenNewest);
            });
    connect(m_backupsPage, &BackupsPage::listed, this, [this](const QList<BackupEntry> &newestFirst) {
        noteBackups(m_profile->profile.id, m_profile->profile, newestFirst);
    });
    connect(m_backupsPage, &BackupsPage::listingFailed, this, [this](const Error &) {
        m_profiles->setHealth(selectedName(), {}, m_console.backups.clock().utcNow());
        showHealth();
    });
    connect(m_actions, &BackupActions::finished, this, &MainWindow::noteActivity);
    connect(m_actions, &BackupActions::verified, this,
            [this](const QString &profile, const QString &key, const std::optional<Error> &problem,
                   const QDateTime &at) {
                if (profile == selectedName())
                    m_backupsPage->noteVerified(key, problem, at);
            });
    connect(m_settingsPage, &SettingsPage::profileChanged, this, [this] {
        reloadNames();
        loadSelected();
    });
    connect(m_missingSecret, &MissingSecretBar::reloadRequested, this, &MainWindow::loadSelected);
    connect(&m_console.jobs, &Jobs::started, this, &MainWindow::updateActions);
    connect(&m_console.jobs, &Jobs::finished, this, &MainWindow::updateActions);
}

QString MainWindow::selectedName() const
{
    return m_profiles->nameAt(m_ui->profiles->currentIndex());
}

void MainWindow::selectProfile(const QString &name)
{
    reloadNames();
    m_ui->profiles->setCurrentIndex(m_profiles->indexOf(name));
}

void MainWindow::reloadNames()
{
    const QStringList names = m_console.profiles.names();
    const QString selected = selectedName();
    {
        const QSignalBlocker quiet(m_ui->profiles->selectionModel());
        m_profiles->setNames(names);
    }
    m_ui->stack->setCurrentWidget(names.isEmpty() ? m_ui->welcomePage : m_ui->splitter);
    const QModelIndex same = m_profiles->indexOf(selected);
    m_ui->profiles->setCurrentIndex(same.isValid() ? same : m_profiles->index(0));
    if (names.isEmpty())
        loadSelected();
    updateActions();
}

void MainWindow::loadSelected()
{
    const QString name = selectedName();
    m_profile = nullptr;
    m_backupsPage->showProfile(nullptr);
    m_settingsPage->showProfile(nullptr);
    m_missingSecret->showProfile(nullptr);
    m_ui->header->showProfile(name, nullptr);
    m_storeUse->clear();
    showHealth();
    updateActions();
    if (name.isEmpty())
        return;
    const auto job = m_console.jobs.start<ProfilePointer>(
        JobKind::List, name,
        [&profiles = m_console.profiles, name](const JobControl &control) -> Result<ProfilePointer> {
            auto loaded = profiles.load(name, control.cancel);
            if (!loaded)
                return fail(loaded.error());
            return std::make_shared<const LoadedProfile>(std::move(*loaded));
        },
        this, [this, name](const Result<ProfilePointer> &loaded) { showLoaded(name, loaded); });
    if (!job)
        openErrorDialog(this, tr("The profile %1 cannot be read").arg(name), job.error());
}

void MainWindow::showLoaded(const QString &name, const Result<ProfilePointer> &loaded)
{
    if (name != selectedName())
        return; // another was chosen meanwhile
    if (!loaded) {
        openErrorDialog(this, tr("The profile %1 cannot be read").arg(name), loaded.error());
        return;
    }
    m_profile = *loaded;
    m_ui->header->showProfile(name, &m_profile->profile);
    m_missingSecret->showProfile(m_profile);
    m_backupsPage->showProfile(m_profile);
    m_settingsPage->showProfile(m_profile);
    updateActions();
}

void MainWindow::refreshOthers()
{
    struct Listing
    {
        Profile profile;
        QList<BackupEntry> newestFirst;
    };
    const QStringList names = m_console.profiles.names();
    for (const QString &name : names) {
        if (name == selectedName())
            continue;
        const auto job = m_console.jobs.start<Listing>(
            JobKind::List, name,
            [&console = m_console, name](const JobControl &control) -> Result<Listing> {
                const auto loaded = console.profiles.load(name, control.cancel);
                if (!loaded)
                    return fail(loaded.error());
                auto backups = console.backups.list(*loaded, control);
                if (!backups)
                    return fail(backups.error());
                return Listing{loaded->profile, std::move(*backups)};
            },
            this,
            [this, name](const Result<Listing> &listing) {
                if (listing)
                    noteBackups(name, listing->profile, listing->newestFirst);
                else
                    m_profiles->setHealth(name, {}, m_console.backups.clock().utcNow());
            });
        if (!job)
            qCWarning(logEngine).noquote() << describe(job.error());
    }
}

void MainWindow::noteBackups(const QString &name, const Profile &profile,
                             const QList<BackupEntry> &newestFirst)
{
    const QDateTime now = m_console.backups.clock().utcNow();
    m_profiles->setHealth(name, healthOf(profile, newestFirst, now), now);
    if (name != selectedName())
        return;
    showHealth();
    showStoreUse(profile, newestFirst);
}

void MainWindow::noteActivity(const Activity &activity)
{
    m_activity->add(activity);
    if (changesBackups(activity.kind) && activity.profile == selectedName())
        m_backupsPage->refresh();
    if (!activity.problem)
        m_ui->status->showMessage(activity.result, 10'000);
    else if (activity.problem->code == ErrorCode::Cancelled)
        m_ui->status->showMessage(tr("Cancelled."), 10'000);
    else
        openErrorDialog(this, failureHeading(activity), *activity.problem);
}

void MainWindow::showHealth()
{
    m_ui->header->showHealth(m_profiles->healthOf(selectedName()), m_console.backups.clock().utcNow());
}

void MainWindow::showStoreUse(const Profile &profile, const QList<BackupEntry> &backups)
{
    qint64 bytes = 0;
    for (const BackupEntry &backup : backups)
        bytes += backup.size;
    const auto *s3 = std::get_if<S3Destination>(&profile.destination);
    const bool r2 = s3 && !s3->accountId.isEmpty();
    const QString what =
        tr("%n backup(s), %1", nullptr, static_cast<int>(backups.size())).arg(formatBytes(bytes));
    m_storeUse->setText(
        r2 ? tr("%1 of R2's free %2", "1.2 GiB of R2's free 10 GB")
                 .arg(what, QLocale().formattedDataSize(freeTier, 0, QLocale::DataSizeSIFormat))
           : what);
}

void MainWindow::updateActions()
{
    const bool loaded = m_profile != nullptr;
    m_ui->actionBackUp->setEnabled(loaded && !m_console.jobs.changing(selectedName()));
    m_ui->actionRefresh->setEnabled(loaded);
    m_ui->actionRecoveryKit->setEnabled(loaded && !m_profile->secrets.encryptionKey.isEmpty());
    m_search->setEnabled(loaded);
}

void MainWindow::backUp()
{
    if (m_profile)
        m_actions->backUp(m_profile);
}

void MainWindow::openSetup(const QString &databasePath)
{
    auto *wizard = new SetupWizard(m_console, this);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    if (!databasePath.isEmpty())
        wizard->setDatabasePath(databasePath);
    connect(wizard, &SetupWizard::profileCreated, this, [this](const QString &name) {
        selectProfile(name);
        // The first backup starts as soon as the profile is loaded.
        auto *once = new QObject(this);
        connect(&m_console.jobs, &Jobs::finished, once, [this, once, name](Job *job) {
            if (job->profile() != name || !m_profile || m_profile->profile.id != name)
                return;
            once->deleteLater();
            backUp();
        });
    });
    wizard->open();
}

void MainWindow::openRestore(const BackupEntry &backup)
{
    auto *dialog = new RestoreDialog(m_console, m_profile, backup, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RestoreDialog::finishedRestore, this,
            [this](const Activity &activity) { m_activity->add(activity); });
    dialog->open();
}

void MainWindow::openRecoveryKit()
{
    auto *dialog = new RecoveryKitDialog(m_console, m_profile, SetupPlaces::ofThisUser().stateFolder, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::openDocumentation()
{
    auto *help = new HelpWindow(this);
    help->setAttribute(Qt::WA_DeleteOnClose);
    help->show();
}

void MainWindow::copyReport()
{
    QString text = u"Lifeboat %1, Qt %2, %3\n"_s.arg(
        QStringLiteral(LIFEBOAT_VERSION), QString::fromLatin1(qVersion()), QSysInfo::prettyProductName());
    for (int row = 0; row < std::min(m_activity->rowCount(), 20); ++row) {
        const Activity &activity = m_activity->at(row);
        text += u"%1 %2: %3\n"_s.arg(formatUtc(activity.finishedAt), jobTitle(activity.kind),
                                     activity.problem ? errorCodeName(activity.problem->code) + u' '
                                                            + activity.problem->operation + u' '
                                                            + describe(*activity.problem)
                                                      : activity.result);
    }
    QGuiApplication::clipboard()->setText(redact(text));
    m_ui->status->showMessage(tr("The report is on the clipboard; secrets are left out."), 10'000);
}

void MainWindow::openAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Lifeboat"));
    box->setIconPixmap(themedIcon(u"lifeboat"_s).pixmap(QSize(64, 64)));
    box->setText(tr("Lifeboat %1").arg(QStringLiteral(LIFEBOAT_VERSION)));
    box->setInformativeText(tr("Backups of live SQLite databases that you can trust.\n\n"
                               "Qt %1\nFree software under the GNU GPL, version 3 or later.")
                                .arg(QString::fromLatin1(qVersion())));
    box->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const auto running = m_console.jobs.running();
    const auto changing = std::find_if(running.cbegin(), running.cend(), [this](const Job *job) {
        return m_console.jobs.changing(job->profile()) == job;
    });
    if (changing != running.cend() && !m_quitAnyway) {
        event->ignore();
        auto *box = new QMessageBox(QMessageBox::Question, tr("Quit Lifeboat?"),
                                    tr("%1: %2. Quitting cancels it.", "what is done, which database")
                                        .arg(jobTitle((*changing)->kind()), (*changing)->profile()),
                                    QMessageBox::Cancel, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        auto *quit = box->addButton(tr("&Quit and cancel it"), QMessageBox::DestructiveRole);
        connect(quit, &QAbstractButton::clicked, this, [this] {
            m_quitAnyway = true;
            close();
        });
        box->open();
        return;
    }
    QSettings settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/splitter"_s, m_ui->splitter->saveState());
    settings.setValue(u"window/profile"_s, selectedName());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.constFirst().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openSetup(event->mimeData()->urls().constFirst().toLocalFile());
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_storeUse)
        showHealth(); // its icon is a picture of the old palette
}

} // namespace lifeboat
