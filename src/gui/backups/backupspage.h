// SPDX-License-Identifier: GPL-3.0-or-later
// The backups of one profile: the list with its search and commands, and a drawn state for every case in
// which there is no list. Asks for what is to be done; listing is all it does by itself. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "service/listingcache.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

#include <memory>

class QAction;

namespace lifeboat {

namespace Ui {
class BackupsPage;
}

class BackupCommands;
class BackupFilter;
class BackupList;
class BackupModel;
class ListingFeed;
struct BackupRow;

class BackupsPage final : public QWidget
{
    Q_OBJECT
    Q_MOC_INCLUDE("gui/backups/backuplist.h")
public:
    /// `cache` outlives the jobs.
    BackupsPage(const ConsoleContext &console, ListingCache &cache, QWidget *parent = nullptr);
    ~BackupsPage() override;

    /// Lists its backups; null: nothing is selected, or `reading`, whose secrets may wait for somebody to
    /// unlock the keychain. The same profile once more keeps the rows until the store has answered.
    void showProfile(const ProfilePointer &profile, const QString &reading = {});
    /// Lists once more. Rows that stay keep their selection.
    void refresh();
    /// What changes these backups now, which has to end before a backup can be made.
    void showWork(std::optional<JobKind> work);
    void setSearch(const QString &text);
    /// What the store has listed; empty until it has.
    [[nodiscard]] QList<BackupEntry> newestFirst() const { return m_newestFirst; }
    /// In the order of the list.
    [[nodiscard]] QList<BackupEntry> selectedBackups() const;
    /// When it is a single one.
    [[nodiscard]] std::optional<BackupEntry> selectedBackup() const;
    /// The outcome of verifying one of the shown backups.
    void noteVerified(const QString &key, const std::optional<Error> &problem, const QDateTime &at);

    /// Their enabled states follow the selection.
    [[nodiscard]] QAction *restoreAction() const;
    [[nodiscard]] QAction *verifyAction() const;
    [[nodiscard]] QAction *drillAction() const;
    [[nodiscard]] QAction *downloadAction() const;
    [[nodiscard]] QAction *copyKeyAction() const;
    [[nodiscard]] QAction *deleteAction() const;
    /// Enabled while the store answers and has backups.
    [[nodiscard]] QAction *removeExpiredAction() const;

Q_SIGNALS:
    void listed(const QList<lifeboat::BackupEntry> &newestFirst, const QDateTime &at);
    void listingFailed(const lifeboat::Error &error);
    /// What machines have written about the listed backups; nothing when that could not be read.
    void noted(const std::optional<lifeboat::StoreNotes> &notes);
    void selectionChanged();
    void backUpRequested();
    void restoreRequested(const lifeboat::BackupEntry &backup);
    void verifyRequested(const QList<lifeboat::BackupEntry> &backups);
    void drillRequested(const lifeboat::BackupEntry &backup);
    /// A file that is there at `path` may be replaced: the file dialog has asked.
    void downloadRequested(const lifeboat::BackupEntry &backup, const QString &path);
    /// It is being dragged out of `list`.
    void dragRequested(const lifeboat::BackupEntry &backup, lifeboat::BackupList *list);
    /// Confirmed. `evenNewest`: the newest is among them, and its deletion was asked for by itself.
    void deleteRequested(const QList<lifeboat::BackupEntry> &backups, bool evenNewest);
    /// These were shown as expired, and may go.
    void pruneRequested(const QStringList &keys);
    /// What is known of the profile's backups, from the store or from what it said last; empty for another
    /// profile.
    void known(const QList<lifeboat::BackupEntry> &newestFirst, const lifeboat::Proofs &proofs);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void connectCommands();
    void takeRows(const QList<BackupRow> &rows);
    void showComplete(const QList<BackupEntry> &newestFirst, const QDateTime &at);
    void showFailure(const Error &error, const QList<BackupEntry> &lastKnown, const QDateTime &lastKnownAt);
    void showBackups(const QList<BackupEntry> &newestFirst, const QDateTime &at);
    void showStrip();
    [[nodiscard]] bool hasRoomFor(int lines) const;
    [[nodiscard]] bool hasRoomForStrip() const;
    /// Draws what the members below say.
    void showState(QWidget *state);
    void showProgress();
    void showEmpty();
    void selectNewest();
    void showOffline();
    void showMatches();
    void updateCommands();

    void askWhereToSave();
    void confirmDeletion();
    void previewPruning();
    void takeProofs(const Proofs &proofs);
    void takeNotes(const std::optional<StoreNotes> &notes);
    [[nodiscard]] DeletionLoss lossOf(const QList<BackupEntry> &going) const;
    void copyKeys() const;
    [[nodiscard]] QDateTime now() const { return m_console.backups.clock().utcNow(); }

    std::unique_ptr<Ui::BackupsPage> m_ui;
    ConsoleContext m_console;
    BackupModel *m_model;
    BackupFilter *m_filter;
    BackupCommands *m_commands;
    ListingFeed *m_feed;
    ProfilePointer m_profile;
    QList<BackupEntry> m_newestFirst;           ///< what the list shows, once it is complete
    Proofs m_proofs;                            ///< of these, as far as they are known
    bool m_proofsAreTold = false;               ///< by the store, rather than remembered from earlier
    QDateTime m_listedAt;                       ///< when the store listed that
    QHash<QString, QDateTime> m_unreachedSince; ///< by place; of those that were out of reach when last asked
    QString m_search;
    std::optional<JobKind> m_work; ///< what changes the backups now
    QString m_offered;             ///< the key of the one that was selected for the user, not by them
    QTimer m_pictures;             ///< drawn in a turn of the event loop of their own
    QTimer m_minute;               ///< "today" becomes "yesterday", and an old list older
};

} // namespace lifeboat
