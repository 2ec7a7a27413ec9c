// SPDX-License-Identifier: GPL-3.0-or-later
// The single door for all faces: every use case as one call. Synchronous; a face with an event loop to keep
// alive calls it on a worker thread. Calls may come from several threads, as each opens its own store. Calls
// that change things for one profile take turns over all processes: ErrorCode::Busy while another one does.
#pragma once

#include "engine/backupjob.h"
#include "engine/deletion.h"
#include "engine/downloadjob.h"
#include "engine/drilljob.h"
#include "engine/keytrial.h"
#include "engine/recovery.h"
#include "service/alertsink.h"
#include "service/restoreflow.h"
#include "service/storefactory.h"

namespace lifeboat {

struct VerifyReport
{
    BackupEntry entry;
    qint64 databaseSize = 0;
    bool checksumCompared = false; ///< false when the object carries no checksum
    qint64 foreignKeyViolations = 0;
    std::optional<Error> problem; ///< empty: proven good
};

struct RestoreOptions
{
    QString backup; ///< "latest", a key, or a key's last segment
    QString target; ///< absolute; empty: the profile's database
    bool live = false;
    RestoreCommands commands;
};

struct UndoOptions
{
    QString target;     ///< RestoreReport::target
    QString safetyCopy; ///< RestoreReport::safetyCopy
    bool live = false;
    RestoreCommands commands;
};

/// What a deletion would do.
struct DeletionPreview
{
    QList<BackupEntry> going;
    DeletionLoss loss = DeletionLoss::Nothing; ///< Unclear as well when the store does not tell the proofs
};

/// What Lifeboats have written about the backups beside them.
struct StoreNotes
{
    Proofs proofs;
    std::optional<Freshness> freshness;
    std::optional<LastDrill> lastDrill;
};

class BackupService final
{
public:
    /// Without `alerts` nobody is told of runs.
    BackupService(std::shared_ptr<StoreFactory> stores, std::shared_ptr<Clock> clock, QString hostName,
                  std::shared_ptr<AlertSink> alerts = nullptr);
    Q_DISABLE_COPY_MOVE(BackupService)

    /// Finishes or takes back what a killed Lifeboat left of this profile's restores, runs the profile's
    /// command after a restore that it could not run any more, and removes its temporary files, those in
    /// other folders it was told to write to included. Cheap when there is nothing.
    /// A face calls it when it turns to a profile, and tells what comes of it; the calls below that change
    /// things do it themselves and only log it.
    Recovery recover(const LoadedProfile &profile);
    /// Between the profile's commands, and told to those who want to hear of it. What fails besides the
    /// backup is in BackupReport::warnings, or in the hint of the error.
    [[nodiscard]] Result<BackupReport> backUp(const LoadedProfile &profile, const JobControl &control);
    /// As backUp(), but a database that still is what its newest backup holds leaves a marker in the store
    /// instead: BackupReport::unchanged. `known`: BackupReport::source of an earlier run on this machine.
    [[nodiscard]] Result<BackupReport> backUpIfChanged(const LoadedProfile &profile,
                                                       const std::optional<KnownSource> &known,
                                                       const JobControl &control);
    /// Newest first; `onPage` is told what listBackups() tells it.
    [[nodiscard]] Result<QList<BackupEntry>> list(const LoadedProfile &profile, const JobControl &control,
                                                  const BackupPageCallback &onPage = {});
    /// The one meant by "latest", a key, or a key's last segment.
    [[nodiscard]] Result<BackupEntry> find(const LoadedProfile &profile, const QString &wanted,
                                           const JobControl &control);
    /// Downloads and proves the backups meant by `wanted` (empty: the latest) or, with `all`, every one. A
    /// bad backup is a report with a problem; an error means that verifying itself could not be done.
    [[nodiscard]] Result<QList<VerifyReport>> verify(const LoadedProfile &profile, const QStringList &wanted,
                                                     bool all, const JobControl &control);
    /// Restores the backup meant by `wanted` (empty: the latest) to a scratch file and holds it against what
    /// the database was; what comes of it is kept in the store, and told to those who want to hear of it.
    [[nodiscard]] Result<DrillReport> drill(const LoadedProfile &profile, const QString &wanted,
                                            const JobControl &control);
    /// About these backups, which are all there are: what any machine has proven of them, and until when
    /// the newest was known to be fresh.
    [[nodiscard]] Result<StoreNotes> notes(const LoadedProfile &profile,
                                           const QList<BackupEntry> &newestFirst, const JobControl &control);
    /// Whether `key`, which is not the profile's yet, opens what is in its store. Only looks. A store that
    /// cannot be asked is KeyTrial::untried: ErrorCode::Cancelled is the only error.
    [[nodiscard]] Result<KeyTrial> tryKey(const LoadedProfile &profile, const SecretBytes &key,
                                          const JobControl &control);
    /// Between the profile's commands, as is undoRestore().
    [[nodiscard]] Result<RestoreOutcome> restore(const LoadedProfile &profile, const RestoreOptions &options,
                                                 const JobControl &control);
    /// Puts back what a restore replaced; see runUndo(). Both look after the safety copies when all is done.
    [[nodiscard]] Result<RestoreOutcome> undoRestore(const LoadedProfile &profile, const UndoOptions &options,
                                                     const JobControl &control);
    /// What restores of the profile's database have replaced, newest first.
    [[nodiscard]] QList<SafetyCopyInfo> safetyCopies(const LoadedProfile &profile) const;
    /// The folders that were removed; see lifeboat::removeSafetyCopies().
    [[nodiscard]] Result<QStringList> removeSafetyCopies(const LoadedProfile &profile,
                                                         const QStringList &names, const JobControl &control);
    /// A proven private copy to look into; it goes with what is returned.
    [[nodiscard]] Result<FetchedBackup> fetch(const LoadedProfile &profile, const QString &wanted,
                                              const JobControl &control);
    /// Saves a backup as a proven database file, or as the object it is.
    [[nodiscard]] Result<SavedFile> download(const LoadedProfile &profile, const QString &wanted,
                                             const QString &path, bool asStored, bool replace,
                                             const JobControl &control);
    /// Removes what the profile's retention lets go. A dry run only looks: it takes no turn, and tells of
    /// every generation why it stays.
    [[nodiscard]] Result<PruneReport> prune(const LoadedProfile &profile, const PruneOptions &options,
                                            const JobControl &control);
    /// Only looks. Resolves names as restore does; ErrorCode::Refused as remove() has it.
    [[nodiscard]] Result<DeletionPreview> previewDeletion(const LoadedProfile &profile,
                                                          const QStringList &wanted, bool evenNewest,
                                                          const JobControl &control);
    /// Resolves names as restore does and removes exactly those. ErrorCode::Refused when the newest backup is
    /// among them and `evenNewest` is off.
    [[nodiscard]] Result<QStringList> remove(const LoadedProfile &profile, const QStringList &wanted,
                                             bool evenNewest, const JobControl &control);

    [[nodiscard]] StoreFactory &stores() const { return *m_stores; }
    [[nodiscard]] Clock &clock() const { return *m_clock; }
    /// Null when nobody is told of anything.
    [[nodiscard]] AlertSink *alerts() const { return m_alerts.get(); }

private:
    struct Opened
    {
        std::unique_ptr<ObjectStore> store;
        QList<BackupEntry> backups;

        [[nodiscard]] BackupPlace place(const LoadedProfile &profile) const
        {
            return {*store, profile.profile, profile.secrets.encryptionKey};
        }
    };
    struct Skipping
    {
        bool unchanged = false;
        std::optional<KnownSource> known;
    };
    [[nodiscard]] Result<BackupReport> backUp(const LoadedProfile &profile, const Skipping &skipping,
                                              const JobControl &control);
    [[nodiscard]] Result<BackupReport> backUpBetweenCommands(const LoadedProfile &profile,
                                                             const Skipping &skipping,
                                                             const JobControl &control);
    [[nodiscard]] Result<PruneReport> pruneNow(const LoadedProfile &profile, const PruneOptions &options,
                                               const JobControl &control);
    struct PuttingBack
    {
        QString target; ///< links followed
        QString key;    ///< for the commands; empty for an undo
        const RestoreCommands &commands;
        bool isProven = false; ///< what is put back was checked on the way
    };
    /// `work` between the profile's commands; then looks after the safety copies.
    [[nodiscard]] Result<RestoreOutcome> putBack(const LoadedProfile &profile, const PuttingBack &what,
                                                 const JobControl &control,
                                                 const std::function<Result<RestoreOutcome>()> &work);
    SafetyCare tend(const Profile &profile, const QString &target, bool isSound, const JobControl &control);
    [[nodiscard]] Result<Opened> openAndList(const LoadedProfile &profile, const JobControl &control,
                                             const BackupPageCallback &onPage = {});

    std::shared_ptr<StoreFactory> m_stores;
    std::shared_ptr<Clock> m_clock;
    QString m_hostName;
    std::shared_ptr<AlertSink> m_alerts;
};

} // namespace lifeboat
