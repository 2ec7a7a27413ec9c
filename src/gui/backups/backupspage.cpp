// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backups/backupspage.h"

#include "gui/backups/backupcommands.h"
#include "gui/backups/backupfilter.h"
#include "gui/backups/backupmodel.h"
#include "gui/backups/deleteconfirmation.h"
#include "gui/backups/dragfiles.h"
#include "gui/backups/listingfeed.h"
#include "gui/backups/prunedialog.h"
#include "gui/common/icons.h"
#include "gui/common/timewords.h"
#include "ui_backupspage.h"

#include <QClipboard>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLocale>
#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int fewestLines = 12; ///< of the list and what stands above it, before anything stands below it

/// Whether an error says that the store was not there, rather than that it said no.
bool isOutOfReach(const Error &error, const Profile &profile)
{
    switch (error.code) {
    case ErrorCode::Network:
    case ErrorCode::Timeout:
    case ErrorCode::ServerFailure:
    case ErrorCode::RateLimited: return true;
    case ErrorCode::NotFound: // a disk that is not mounted
    case ErrorCode::Io: return std::holds_alternative<FolderDestination>(profile.destination);
    default: return false;
    }
}

QString storeName(const Profile &profile)
{
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        return folder->path;
    return std::get<S3Destination>(profile.destination).options.bucket;
}

} // namespace

BackupsPage::BackupsPage(const ConsoleContext &console, ListingCache &cache, QWidget *parent)
    : QWidget(parent), m_ui(std::make_unique<Ui::BackupsPage>()), m_console(console),
      m_model(new BackupModel(console.backups.clock(), this)), m_filter(new BackupFilter(*m_model, this)),
      m_commands(nullptr), m_feed(new ListingFeed(console, cache, this))
{
    m_ui->setupUi(this);
    m_ui->list->setModel(m_filter);
    m_commands = new BackupCommands(m_ui->list);
    QFont heading = font();
    heading.setBold(true);
    heading.setPointSizeF(heading.pointSizeF() * 1.2);
    m_ui->emptyTitle->setFont(heading);
    const int icon = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
    m_ui->offlineIcon->setPixmap(healthIcon(Health::Warning).pixmap(QSize(icon, icon), devicePixelRatioF()));

    connect(m_feed, &ListingFeed::verificationsRead, m_model, &BackupModel::setVerifications);
    connect(m_feed, &ListingFeed::proofsRead, this, &BackupsPage::takeProofs);
    connect(m_feed, &ListingFeed::noted, this, &BackupsPage::takeNotes);
    connect(m_feed, &ListingFeed::arrived, this, &BackupsPage::takeRows);
    connect(m_feed, &ListingFeed::completed, this, &BackupsPage::showComplete);
    connect(m_feed, &ListingFeed::failed, this, &BackupsPage::showFailure);
    connect(m_ui->errorNotice, &ErrorNotice::retryRequested, this, &BackupsPage::refresh);
    connect(m_ui->retryButton, &QPushButton::clicked, this, &BackupsPage::refresh);
    connect(m_ui->backUpButton, &QPushButton::clicked, this, &BackupsPage::backUpRequested);
    m_pictures.setSingleShot(true);
    m_pictures.setInterval(0);
    connect(&m_pictures, &QTimer::timeout, this, &BackupsPage::showStrip);
    m_minute.setInterval(1min);
    connect(&m_minute, &QTimer::timeout, this, [this] {
        m_ui->list->repaintTimes();
        showOffline();
    });
    m_minute.start();
    connectCommands();
    showState(m_ui->nothingState);
}

BackupsPage::~BackupsPage() = default;

void BackupsPage::connectCommands()
{
    const auto noteSelection = [this] {
        updateCommands();
        Q_EMIT selectionChanged();
    };
    connect(m_ui->list->selectionModel(), &QItemSelectionModel::selectionChanged, this, noteSelection);
    // What a search leaves out is not selected any more, of which the selection says nothing.
    connect(m_filter, &QAbstractItemModel::layoutChanged, this, noteSelection);
    connect(m_ui->list, &BackupList::dragStarted, this, [this] {
        // One at a time: each has to be fetched first. What can be downloaded can be dragged.
        if (const auto backup = selectedBackup(); backup && m_commands->download()->isEnabled())
            Q_EMIT dragRequested(*backup, m_ui->list);
    });
    connect(m_ui->list, &QTreeView::pressed, this, [this] { m_offered.clear(); });
    connect(m_ui->list, &QTreeView::doubleClicked, m_commands->restore(), &QAction::trigger);
    connect(m_commands->restore(), &QAction::triggered, this, [this] {
        if (const auto backup = selectedBackup())
            Q_EMIT restoreRequested(*backup);
    });
    connect(m_commands->verify(), &QAction::triggered, this, [this] {
        if (const auto backups = selectedBackups(); !backups.isEmpty())
            Q_EMIT verifyRequested(backups);
    });
    connect(m_commands->drill(), &QAction::triggered, this, [this] {
        if (const auto backup = selectedBackup())
            Q_EMIT drillRequested(*backup);
    });
    connect(m_commands->download(), &QAction::triggered, this, &BackupsPage::askWhereToSave);
    connect(m_commands->copyKey(), &QAction::triggered, this, &BackupsPage::copyKeys);
    connect(m_commands->remove(), &QAction::triggered, this, &BackupsPage::confirmDeletion);
    connect(m_commands->removeExpired(), &QAction::triggered, this, &BackupsPage::previewPruning);
}

void BackupsPage::showProfile(const ProfilePointer &profile, const QString &reading)
{
    m_ui->nothingLabel->setText(
        reading.isEmpty() ? tr("Select a database to see its backups.")
                          : tr("Reading %1 and its secrets. A locked keychain is waited for.").arg(reading));
    const bool samePlace = profile && m_profile && profile->profile.id == m_profile->profile.id
                           && listingPlace(profile->profile) == listingPlace(m_profile->profile);
    m_profile = profile;
    if (!samePlace) {
        m_feed->stop();
        m_model->reset();
        m_newestFirst.clear();
        m_listedAt = {};
        m_proofs.clear();
        m_proofsAreTold = false;
        Q_EMIT known({}, {});
        showState(m_ui->nothingState);
    }
    refresh();
}

void BackupsPage::refresh()
{
    if (!m_profile)
        return;
    m_feed->start(m_profile);
    showState(m_model->rowCount() > 0 ? m_ui->listedState : m_ui->loadingState);
}

void BackupsPage::takeProofs(const Proofs &proofs)
{
    m_proofs = proofs;
    m_model->setProofs(proofs);
    if (m_listedAt.isValid())
        Q_EMIT known(m_newestFirst, m_proofs);
}

void BackupsPage::takeNotes(const std::optional<StoreNotes> &notes)
{
    m_proofsAreTold = notes.has_value();
    Q_EMIT noted(notes);
}

void BackupsPage::takeRows(const QList<BackupRow> &rows)
{
    m_model->appendPage(rows);
    showState(m_ui->listedState);
}

void BackupsPage::showComplete(const QList<BackupEntry> &newestFirst, const QDateTime &at)
{
    m_unreachedSince.remove(listingPlace(m_profile->profile));
    m_model->setGreyed(false);
    showBackups(newestFirst, at);
    selectNewest();
    Q_EMIT listed(newestFirst, at);
}

void BackupsPage::showFailure(const Error &error, const QList<BackupEntry> &lastKnown,
                              const QDateTime &lastKnownAt)
{
    if (isOutOfReach(error, m_profile->profile) && lastKnownAt.isValid()) {
        const QString place = listingPlace(m_profile->profile);
        if (!m_unreachedSince.contains(place))
            m_unreachedSince.insert(place, now());
        m_ui->offlineReason->setText(error.message);
        m_ui->offlineLabel->setToolTip(error.message.toHtmlEscaped());
        m_model->setGreyed(true);
        showBackups(lastKnown, lastKnownAt);
    } else if (error.code == ErrorCode::Cancelled && m_listedAt.isValid()) {
        showBackups(m_newestFirst, m_listedAt);
    } else {
        m_model->reset();
        m_ui->errorNotice->showError(tr("The backups cannot be listed"), error);
        showState(m_ui->failedState);
    }
    Q_EMIT listingFailed(error);
}

void BackupsPage::showBackups(const QList<BackupEntry> &newestFirst, const QDateTime &at)
{
    m_newestFirst = newestFirst;
    m_listedAt = at;
    m_model->keepOnly(newestFirst);
    Q_EMIT known(m_newestFirst, m_proofs);
    m_pictures.start();
    showState(newestFirst.isEmpty() && !m_model->isGreyed() ? m_ui->emptyState : m_ui->listedState);
}

void BackupsPage::showStrip()
{
    if (!m_listedAt.isValid())
        return;
    m_ui->strip->showBackups(m_profile->profile, m_newestFirst, now());
    m_ui->strip->setVisible(hasRoomForStrip());
}

/// The list comes first.
bool BackupsPage::hasRoomForStrip() const
{
    return hasRoomFor(fewestLines + m_ui->strip->sizeHint().height() / fontMetrics().lineSpacing());
}

bool BackupsPage::hasRoomFor(int lines) const
{
    return height() >= lines * fontMetrics().lineSpacing();
}

void BackupsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool room = hasRoomForStrip();
    // Its place is kept while it is empty, or the list would be laid out anew when it is filled.
    QSizePolicy place = m_ui->strip->sizePolicy();
    place.setRetainSizeWhenHidden(room);
    m_ui->strip->setSizePolicy(place);
    m_ui->strip->setVisible(room && m_listedAt.isValid());
    m_ui->offlineReason->setVisible(hasRoomFor(fewestLines)); // or in a tooltip
}

void BackupsPage::showState(QWidget *state)
{
    if (m_profile)
        m_ui->loadingLabel->setText(tr("Listing backups in %1…").arg(storeName(m_profile->profile)));
    m_ui->states->setCurrentWidget(state);
    if (!m_listedAt.isValid())
        m_ui->strip->hide();
    showProgress();
    showEmpty();
    showOffline();
    showMatches();
    updateCommands();
}

void BackupsPage::showWork(std::optional<JobKind> work)
{
    m_work = work;
    showEmpty();
}

void BackupsPage::showEmpty()
{
    const bool begun = m_work == JobKind::Backup;
    m_ui->emptyTitle->setText(begun ? tr("The first backup is being made…") : tr("No backups yet"));
    m_ui->backUpButton->setVisible(!begun);
    m_ui->backUpButton->setEnabled(!m_work);
    if (!m_profile)
        return;
    m_ui->emptyLabel->setText(
        begun ? tr("It is listed here as soon as it is in %1.").arg(storeName(m_profile->profile))
              : tr("Nothing of %1 is in %2.")
                    .arg(m_profile->profile.backupName, storeName(m_profile->profile)));
}

/// Restoring is one click away, until the user selects another one.
void BackupsPage::selectNewest()
{
    const auto backup = selectedBackup();
    const QString selected = backup ? backup->key : QString();
    if (m_newestFirst.isEmpty() || (m_ui->list->selectedCount() > 0 && selected != m_offered))
        return;
    m_offered = m_newestFirst.constFirst().key;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, 0);
        if (m_model->entryAt(m_filter->mapToSource(index).row()).key != m_offered)
            continue;
        m_ui->list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect
                                                                 | QItemSelectionModel::Rows);
        return;
    }
}

void BackupsPage::showProgress()
{
    m_ui->moreBar->setVisible(m_feed->isRunning());
    m_ui->moreLabel->setText(tr("Listing backups: %n so far", nullptr, m_model->rowCount()));
}

void BackupsPage::showOffline()
{
    m_ui->offlineBar->setVisible(m_model->isGreyed());
    if (!m_model->isGreyed())
        return;
    const QDateTime since = m_unreachedSince.value(listingPlace(m_profile->profile)).toLocalTime();
    const QString time = since.date() == now().toLocalTime().date()
                             ? QLocale().toString(since.time(), QLocale::ShortFormat)
                             : whenWords(since, now());
    m_ui->offlineLabel->setText(
        tr("The store cannot be reached since %1 or earlier. This is the list from %2 ago.")
            .arg(time, spanWords(m_listedAt, now())));
}

void BackupsPage::setSearch(const QString &text)
{
    m_search = text.trimmed();
    m_filter->setSearch(m_search);
    showMatches();
    selectNewest();
}

void BackupsPage::showMatches()
{
    const bool none = m_filter->isSearching() && m_filter->rowCount() == 0;
    m_ui->noMatchLabel->setText(tr("No backup matches “%1”.").arg(m_search));
    m_ui->matches->setCurrentWidget(none ? static_cast<QWidget *>(m_ui->noMatchLabel) : m_ui->list);
}

void BackupsPage::updateCommands()
{
    m_commands->setSelection(m_ui->list->selectedCount(), !m_model->isGreyed());
    m_commands->setListed(m_model->rowCount() > 0 && !m_model->isGreyed());
}

QList<BackupEntry> BackupsPage::selectedBackups() const
{
    QModelIndexList rows = m_ui->list->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QList<BackupEntry> backups;
    for (const QModelIndex &row : std::as_const(rows))
        backups.append(m_model->entryAt(m_filter->mapToSource(row).row()));
    return backups;
}

std::optional<BackupEntry> BackupsPage::selectedBackup() const
{
    const QList<BackupEntry> backups = selectedBackups();
    return backups.size() == 1 ? std::optional(backups.constFirst()) : std::nullopt;
}

void BackupsPage::noteVerified(const QString &key, const std::optional<Error> &problem, const QDateTime &at)
{
    if (const auto verification = verificationOf(problem, at))
        m_model->setVerification(key, *verification);
}

void BackupsPage::askWhereToSave()
{
    const auto backup = selectedBackup();
    if (!backup)
        return;
    auto *dialog = new QFileDialog(this, tr("Save backup as a database file"),
                                   QStandardPaths::writableLocation(QStandardPaths::DownloadLocation),
                                   tr("SQLite databases (*.db);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"db"_s);
    dialog->selectFile(databaseFileName(*backup));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, backup](const QString &path) { Q_EMIT downloadRequested(*backup, path); });
    dialog->open();
}

void BackupsPage::confirmDeletion()
{
    const QList<BackupEntry> backups = selectedBackups();
    if (backups.isEmpty())
        return;
    auto *question = new DeleteConfirmation(
        backups, m_newestFirst.value(0).key,
        [this](const QList<BackupEntry> &going) { return lossOf(going); }, now(), this);
    connect(question, &DeleteConfirmation::confirmed, this, &BackupsPage::deleteRequested);
    connect(this, &BackupsPage::noted, question, &DeleteConfirmation::describe);
    question->open();
}

DeletionLoss BackupsPage::lossOf(const QList<BackupEntry> &going) const
{
    if (!m_listedAt.isValid()) // what is shown so far is not all there is
        return DeletionLoss::Unclear;
    QStringList keys;
    for (const BackupEntry &entry : going)
        keys.append(entry.key);
    const auto standingOf = [this](const BackupEntry &entry) -> Result<Standing> {
        const auto proof = m_proofs.constFind(entry.key);
        if (proof == m_proofs.cend())
            return m_proofsAreTold ? Standing::Unproven : Standing::Unclear;
        return proof->isRestored() ? Standing::Proven : Standing::Failed;
    };
    return deletionLoss(m_newestFirst, keys, standingOf).value_or(DeletionLoss::Unclear);
}

void BackupsPage::previewPruning()
{
    auto *preview = new PruneDialog(m_console, m_profile, this);
    preview->setAttribute(Qt::WA_DeleteOnClose);
    connect(preview, &PruneDialog::confirmed, this, &BackupsPage::pruneRequested);
    preview->open();
}

void BackupsPage::copyKeys() const
{
    QStringList keys;
    for (const BackupEntry &backup : selectedBackups())
        keys.append(backup.key);
    QGuiApplication::clipboard()->setText(keys.join(u'\n'));
}

void BackupsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    m_ui->retranslateUi(this);
    if (m_profile)
        showState(m_ui->states->currentWidget());
}

QAction *BackupsPage::restoreAction() const
{
    return m_commands->restore();
}

QAction *BackupsPage::verifyAction() const
{
    return m_commands->verify();
}

QAction *BackupsPage::drillAction() const
{
    return m_commands->drill();
}

QAction *BackupsPage::downloadAction() const
{
    return m_commands->download();
}

QAction *BackupsPage::copyKeyAction() const
{
    return m_commands->copyKey();
}

QAction *BackupsPage::deleteAction() const
{
    return m_commands->remove();
}

QAction *BackupsPage::removeExpiredAction() const
{
    return m_commands->removeExpired();
}

} // namespace lifeboat
