// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/backupservice.h"

#include "base/log.h"
#include "base/text.h"
#include "engine/absentstore.h"
#include "engine/fetchjob.h"
#include "engine/placefile.h"
#include "engine/proofreader.h"
#include "service/hooks.h"
#include "service/placenote.h"
#include "service/profilelock.h"
#include "service/restoremark.h"
#include "service/startagain.h"
#include "service/waitingbackups.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Logged here and nowhere below, so that every failure is in the log once.
template<typename T> Result<T> logged(Result<T> result)
{
    if (!result) {
        qCInfo(logEngine).noquote() << result.error().operation << errorCodeName(result.error().code)
                                    << result.error().message;
    }
    return result;
}

/// For copies that are looked at and thrown away.
QStringList scratchPlaces(const LoadedProfile &loaded)
{
    return workspaceBases(loaded.profile.temporaryFolder,
                          QFileInfo(loaded.profile.databasePath).absolutePath());
}

/// What is made while the store is not there is not lost.
bool keepsUnsent(const LoadedProfile &loaded)
{
    return loaded.profile.unsent.keep && loaded.profile.encryption.enabled
           && !loaded.secrets.encryptionKey.isEmpty();
}

/// Those that may be deleted.
Result<QList<BackupEntry>> meantBy(const QStringList &wanted, const QList<BackupEntry> &newestFirst,
                                   bool evenNewest)
{
    QList<BackupEntry> meant;
    for (const QString &name : wanted) {
        const auto entry = findBackup(newestFirst, name);
        if (!entry)
            return fail(entry.error());
        if (entry->key == newestFirst.constFirst().key && !evenNewest) {
            return fail(ErrorCode::Refused, u"delete"_s, Text::tr("%1 is the newest backup.").arg(entry->key),
                        Text::tr("Make a newer one first, or delete it all the same with --even-newest."));
        }
        meant.append(*entry);
    }
    return meant;
}

QStringList keysOf(const QList<BackupEntry> &backups)
{
    QStringList keys;
    for (const BackupEntry &backup : backups)
        keys.append(backup.key);
    return keys;
}

} // namespace

BackupService::BackupService(std::shared_ptr<StoreFactory> stores, std::shared_ptr<Clock> clock,
                             QString hostName, std::shared_ptr<AlertSink> alerts)
    : m_stores(std::move(stores)), m_clock(std::move(clock)), m_hostName(std::move(hostName)),
      m_alerts(std::move(alerts))
{
}

Result<BackupService::Opened> BackupService::openAndList(const LoadedProfile &profile,
                                                         const JobControl &control,
                                                         const BackupPageCallback &onPage)
{
    auto store = m_stores->open(profile);
    if (!store)
        return fail(store.error());
    auto backups = listBackups(**store, profile.profile, control.cancel, onPage);
    if (!backups)
        return fail(backups.error());
    return Opened{std::move(*store), std::move(*backups)};
}

Recovery BackupService::recover(const LoadedProfile &profile)
{
    Recovery recovery = recoverProfile(profile.profile);
    PlaceNote::visitAbandoned([&recovery](const QString &folder) {
        const Recovery there = recoverFolder(folder);
        recovery.restores += there.restores;
        recovery.problems += there.problems;
        return there.problems.isEmpty();
    });
    startWhatWasStopped(profile.profile, recovery);
    for (const QString &words : recovery.words())
        qCInfo(logEngine).noquote() << words;
    return recovery;
}

/// Once what lies at `target` is as it is to be.
SafetyCare BackupService::tend(const Profile &profile, const QString &target, bool isSound,
                               const JobControl &control)
{
    const SafetyCareRequest request{target, profile.restore, profile.temporaryFolder, isSound};
    SafetyCare care = careForSafetyCopies(request, *m_clock, control.cancel);
    for (const QString &folder : std::as_const(care.removed))
        qCInfo(logEngine).noquote() << "removed the safety copy" << folder;
    return care;
}

Result<BackupReport> BackupService::backUp(const LoadedProfile &profile, const JobControl &control)
{
    return backUp(profile, Skipping(), control);
}

Result<BackupReport> BackupService::backUpIfChanged(const LoadedProfile &profile,
                                                    const std::optional<KnownSource> &known,
                                                    const JobControl &control)
{
    return backUp(profile, Skipping{true, known}, control);
}

Result<BackupReport> BackupService::backUp(const LoadedProfile &profile, const Skipping &skipping,
                                           const JobControl &control)
{
    const auto turn = ProfileLock::take(profile.profile);
    if (!turn)
        return logged<BackupReport>(fail(turn.error()));
    recover(profile);
    const auto told = m_alerts ? m_alerts->begin(profile) : nullptr;
    auto result = logged(backUpBetweenCommands(profile, skipping, control));
    if (told) {
        for (const Error &problem : problemsOf(told->end(result, control.cancel)))
            noteProblem(result, problem);
    }
    if (result) {
        for (const Error &problem :
             tend(profile.profile, realTarget(profile.profile.databasePath), false, control).problems)
            qCInfo(logEngine).noquote() << describe(problem);
    }
    return result;
}

Result<BackupReport> BackupService::backUpBetweenCommands(const LoadedProfile &profile,
                                                          const Skipping &skipping, const JobControl &control)
{
    const Hooks hooks(profile.profile, Hooks::Around::Backup);
    return betweenHooks<BackupReport>(hooks, control.cancel, [&]() -> Result<BackupReport> {
        auto store = m_stores->open(profile);
        if (!store && !keepsUnsent(profile))
            return fail(store.error());
        if (!store)
            store = std::make_unique<AbsentStore>(store.error());
        return runBackup({profile.profile, profile.secrets.encryptionKey, **store, *m_clock, m_hostName,
                          skipping.unchanged, skipping.known, unsentFolder(profile.profile)},
                         control);
    });
}

Result<QList<BackupEntry>> BackupService::list(const LoadedProfile &profile, const JobControl &control,
                                               const BackupPageCallback &onPage)
{
    auto opened = openAndList(profile, control, onPage);
    if (!opened)
        return logged<QList<BackupEntry>>(fail(opened.error()));
    return std::move(opened->backups);
}

Result<BackupEntry> BackupService::find(const LoadedProfile &profile, const QString &wanted,
                                        const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<BackupEntry>(fail(opened.error()));
    return logged(findBackup(opened->backups, wanted));
}

Result<QList<VerifyReport>> BackupService::verify(const LoadedProfile &profile, const QStringList &wanted,
                                                  bool all, const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<QList<VerifyReport>>(fail(opened.error()));
    QList<BackupEntry> entries = all ? opened->backups : QList<BackupEntry>();
    for (const QString &name : all ? QStringList() : wanted.isEmpty() ? QStringList{u"latest"_s} : wanted) {
        const auto entry = findBackup(opened->backups, name);
        if (!entry)
            return logged<QList<VerifyReport>>(fail(entry.error()));
        entries.append(*entry);
    }
    const QStringList bases = scratchPlaces(profile);
    QList<VerifyReport> reports;
    for (const BackupEntry &entry : entries) {
        const auto fetched = fetchBackup(opened->place(profile), entry, bases, FetchFor::Looking, control);
        if (!fetched && !isVerdict(fetched.error().code))
            return logged<QList<VerifyReport>>(fail(fetched.error()));
        VerifyReport report;
        report.entry = entry;
        if (fetched) {
            report.databaseSize = fetched->databaseSize;
            report.checksumCompared = fetched->checksumCompared;
            report.foreignKeyViolations = fetched->integrity.foreignKeyViolations;
        } else {
            report.problem = fetched.error();
        }
        reports.append(report);
    }
    return reports;
}

Result<DrillReport> BackupService::drill(const LoadedProfile &profile, const QString &wanted,
                                         const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<DrillReport>(fail(opened.error()));
    const auto entry = findBackup(opened->backups, wanted);
    if (!entry)
        return logged<DrillReport>(fail(entry.error()));
    auto report = logged(runDrill({profile.profile, profile.secrets.encryptionKey, *opened->store, *m_clock,
                                   m_hostName, scratchPlaces(profile)},
                                  *entry, control));
    if (report && m_alerts) {
        const auto told = m_alerts->tellDrill(profile, entry->key, report->problem, control.cancel);
        report->warnings += problemsOf(told);
    }
    return report;
}

Result<StoreNotes> BackupService::notes(const LoadedProfile &profile, const QList<BackupEntry> &newestFirst,
                                        const JobControl &control)
{
    const auto store = m_stores->open(profile);
    if (!store)
        return logged<StoreNotes>(fail(store.error()));
    const SideObjects side(**store, profile.profile, profile.secrets.encryptionKey);
    auto proofs = getProofs(side, newestFirst, control.cancel);
    if (!proofs)
        return logged<StoreNotes>(fail(proofs.error()));
    auto freshness = getFreshness(side, control.cancel);
    if (!freshness)
        return logged<StoreNotes>(fail(freshness.error()));
    auto drill = getLastDrill(side, control.cancel);
    if (!drill)
        return logged<StoreNotes>(fail(drill.error()));
    return StoreNotes{std::move(*proofs), std::move(*freshness), std::move(*drill)};
}

Result<KeyTrial> BackupService::tryKey(const LoadedProfile &profile, const SecretBytes &key,
                                       const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    const auto trial = opened ? lifeboat::tryKey({*opened->store, profile.profile, key}, opened->backups,
                                                 scratchPlaces(profile), control)
                              : Result<KeyTrial>(fail(opened.error()));
    if (trial || trial.error().code == ErrorCode::Cancelled)
        return logged(trial);
    KeyTrial untried;
    untried.untried = logged(trial).error().message;
    return untried;
}

Result<RestoreOutcome> BackupService::restore(const LoadedProfile &profile, const RestoreOptions &options,
                                              const JobControl &control)
{
    const auto turn = ProfileLock::take(profile.profile);
    if (!turn)
        return logged<RestoreOutcome>(fail(turn.error()));
    recover(profile);
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<RestoreOutcome>(fail(opened.error()));
    const auto entry = findBackup(opened->backups, options.backup);
    if (!entry)
        return logged<RestoreOutcome>(fail(entry.error()));
    RestoreRequest request;
    request.entry = *entry;
    request.target = options.target.isEmpty() ? profile.profile.databasePath : options.target;
    const PlaceNote note(QFileInfo(realTarget(request.target)).path());
    request.live = options.live;
    request.temporaryFolder = profile.profile.temporaryFolder;
    return putBack(profile, {realTarget(request.target), entry->key, options.commands, true}, control, [&] {
        return restoreBetween(options.commands, opened->place(profile), request, *m_clock, control);
    });
}

Result<RestoreOutcome> BackupService::undoRestore(const LoadedProfile &profile, const UndoOptions &options,
                                                  const JobControl &control)
{
    const auto turn = ProfileLock::take(profile.profile);
    if (!turn)
        return logged<RestoreOutcome>(fail(turn.error()));
    recover(profile);
    UndoRequest request;
    request.target = options.target;
    const PlaceNote note(QFileInfo(realTarget(request.target)).path());
    request.safetyCopy = options.safetyCopy;
    request.live = options.live;
    request.temporaryFolder = profile.profile.temporaryFolder;
    // What was there comes back as it was: only a check tells whether it is good.
    return putBack(profile, {realTarget(request.target), {}, options.commands, false}, control,
                   [&] { return undoBetween(options.commands, request, *m_clock, control); });
}

Result<RestoreOutcome> BackupService::putBack(const LoadedProfile &profile, const PuttingBack &what,
                                              const JobControl &control,
                                              const std::function<Result<RestoreOutcome>()> &work)
{
    const Hooks hooks(profile.profile, Hooks::Around::Restore, what.key);
    std::optional<RestoreMark> mark;
    if (hooks.areThere() || !what.commands.stop.isEmpty())
        mark.emplace(profile.profile, what.target);
    auto outcome = betweenHooks<RestoreOutcome>(hooks, control.cancel, [&] {
        auto done = work();
        if (done && mark)
            mark->noteDone();
        return done;
    });
    mark.reset(); // by now the program was started, as far as that could be
    if (!outcome)
        return logged(std::move(outcome));
    control.enter(Stage::Tend);
    outcome->care = tend(profile.profile, what.target, what.isProven, control);
    outcome->warnings += outcome->care.problems;
    return outcome;
}

QList<SafetyCopyInfo> BackupService::safetyCopies(const LoadedProfile &profile) const
{
    return findSafetyCopies(realTarget(profile.profile.databasePath));
}

Result<QStringList> BackupService::removeSafetyCopies(const LoadedProfile &profile, const QStringList &names,
                                                      const JobControl &control)
{
    const auto turn = ProfileLock::take(profile.profile);
    if (!turn)
        return logged<QStringList>(fail(turn.error()));
    recover(profile);
    return logged(
        lifeboat::removeSafetyCopies(realTarget(profile.profile.databasePath), names, control.cancel));
}

Result<FetchedBackup> BackupService::fetch(const LoadedProfile &profile, const QString &wanted,
                                           const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<FetchedBackup>(fail(opened.error()));
    const auto entry = findBackup(opened->backups, wanted);
    if (!entry)
        return logged<FetchedBackup>(fail(entry.error()));
    return logged(
        fetchBackup(opened->place(profile), *entry, scratchPlaces(profile), FetchFor::Looking, control));
}

Result<SavedFile> BackupService::download(const LoadedProfile &profile, const QString &wanted,
                                          const QString &path, bool asStored, bool replace,
                                          const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<SavedFile>(fail(opened.error()));
    const auto entry = findBackup(opened->backups, wanted);
    if (!entry)
        return logged<SavedFile>(fail(entry.error()));
    const PlaceNote note(QFileInfo(path).absolutePath());
    if (asStored)
        return logged(saveObject(*opened->store, *entry, path, replace, control));
    if (QFileInfo::exists(path) && !replace) {
        return fail(ErrorCode::AlreadyExists, u"download"_s, Text::tr("%1 exists already.").arg(path),
                    Text::tr("Choose another name, or overwrite it with --force."));
    }
    const auto fetched = fetchBackup(opened->place(profile), *entry,
                                     {workspaceBases({}, QFileInfo(path).absolutePath()).constLast()},
                                     FetchFor::Keeping, control);
    if (!fetched)
        return logged<SavedFile>(fail(fetched.error()));
    if (const auto placed = placeFile(fetched->file, path, replace); !placed)
        return logged<SavedFile>(fail(placed.error()));
    return SavedFile{path, fetched->databaseSize, fetched->contentSha256, fetched->sealed};
}

Result<PruneReport> BackupService::pruneNow(const LoadedProfile &profile, const PruneOptions &options,
                                            const JobControl &control)
{
    const auto store = m_stores->open(profile);
    if (!store)
        return fail(store.error());
    return runPrune({**store, profile.profile, profile.secrets.encryptionKey, m_clock->utcNow()}, options,
                    control);
}

Result<PruneReport> BackupService::prune(const LoadedProfile &profile, const PruneOptions &options,
                                         const JobControl &control)
{
    if (options.dryRun)
        return logged(pruneNow(profile, options, control));
    const auto turn = ProfileLock::take(profile.profile);
    if (!turn)
        return logged<PruneReport>(fail(turn.error()));
    recover(profile);
    return logged(pruneNow(profile, options, control));
}

Result<DeletionPreview> BackupService::previewDeletion(const LoadedProfile &profile,
                                                       const QStringList &wanted, bool evenNewest,
                                                       const JobControl &control)
{
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<DeletionPreview>(fail(opened.error()));
    const auto going = meantBy(wanted, opened->backups, evenNewest);
    if (!going)
        return logged<DeletionPreview>(fail(going.error()));
    ProofReader proofs(*opened->store, profile.profile, profile.secrets.encryptionKey, control.cancel);
    const auto loss =
        logged(deletionLoss(opened->backups, keysOf(*going),
                            [&proofs](const BackupEntry &entry) { return proofs.standingOf(entry); }));
    if (!loss && loss.error().code == ErrorCode::Cancelled)
        return fail(loss.error());
    return DeletionPreview{*going, loss.value_or(DeletionLoss::Unclear)};
}

Result<QStringList> BackupService::remove(const LoadedProfile &profile, const QStringList &wanted,
                                          bool evenNewest, const JobControl &control)
{
    const auto turn = ProfileLock::take(profile.profile);
    if (!turn)
        return logged<QStringList>(fail(turn.error()));
    const auto opened = openAndList(profile, control);
    if (!opened)
        return logged<QStringList>(fail(opened.error()));
    const auto going = meantBy(wanted, opened->backups, evenNewest);
    if (!going)
        return logged<QStringList>(fail(going.error()));
    const QStringList keys = keysOf(*going);
    for (const QString &key : keys) {
        if (const auto removed = opened->store->remove(key, control.cancel); !removed)
            return logged<QStringList>(fail(removed.error()));
    }
    const SecretBytes noKey; // removing needs none
    forgetBackups(SideObjects(*opened->store, profile.profile, noKey), keys, control.cancel);
    return keys;
}

} // namespace lifeboat
