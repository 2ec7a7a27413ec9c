// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backupactions.h"

#include "base/format.h"
#include "base/log.h"
#include "gui/selectedprofile.h"
#include "service/listingcache.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QStringList keysOf(const QList<BackupEntry> &backups)
{
    QStringList keys;
    for (const BackupEntry &backup : backups)
        keys += backup.key;
    return keys;
}

/// Another profile may be shown by the time they are verified, so that no page is left to do this.
void remember(ListingCache &cache, const Profile &profile, const QList<VerifyReport> &reports,
              const QDateTime &now)
{
    for (const VerifyReport &report : reports) {
        const auto verification = verificationOf(report.problem, now);
        if (!verification)
            continue;
        if (const auto kept = cache.keepVerification(profile, report.entry.key, *verification); !kept)
            qCWarning(logEngine).noquote() << describe(kept.error());
    }
}

} // namespace

BackupActions::BackupActions(ConsoleContext console, ListingCache &cache, const SelectedProfile &selected,
                             QObject *parent)
    : QObject(parent), m_console(console), m_cache(cache), m_selected(selected)
{
}

template<typename T>
void BackupActions::run(JobKind kind,
                        std::function<Result<T>(const LoadedProfile &, const JobControl &)> work,
                        std::function<QString(const T &)> words)
{
    const ProfilePointer profile = m_selected.profile();
    if (!profile)
        return;
    const QString name = profile->profile.id;
    const auto start = clock().monotonic();
    const auto job = m_console.jobs.start<T>(
        kind, name,
        [profile, kind, &profiles = m_console.profiles,
         work = std::move(work)](const JobControl &control) -> Result<T> {
            // Another program may have changed the profile a moment ago, or where nobody watches its file.
            if (kind == JobKind::Backup) {
                const auto anew = profiles.load(profile->profile.id, control.cancel);
                return anew ? work(*anew, control) : fail(anew.error());
            }
            if (kind == JobKind::Delete || kind == JobKind::Prune) {
                if (const auto same = checkUnchanged(profiles, *profile); !same)
                    return fail(same.error());
            }
            return work(*profile, control);
        },
        this,
        [=, this, words = std::move(words)](const Result<T> &result) {
            report(kind, name, result ? std::nullopt : std::optional<Error>(result.error()),
                   result ? words(*result) : QString(), start);
        });
    if (!job)
        Q_EMIT refused(job.error());
}

void BackupActions::report(JobKind kind, const QString &profile, const std::optional<Error> &problem,
                           const QString &result, std::chrono::milliseconds start)
{
    Q_EMIT finished({clock().utcNow(), kind, profile, problem, result, clock().monotonic() - start});
}

void BackupActions::backUp()
{
    run<BackupReport>(
        JobKind::Backup,
        [&service = m_console.backups](const LoadedProfile &profile, const JobControl &control) {
            return service.backUp(profile, control);
        },
        [](const BackupReport &report) {
            if (report.pruneProblem) {
                return tr("Backed up as %1; expired backups could not be removed: %2")
                    .arg(report.key, report.pruneProblem->message);
            }
            const QString done = tr("Backed up as %1 (%2)").arg(report.key, formatBytes(report.size));
            const auto late = static_cast<int>(report.sentLate.size());
            return late == 0 ? done : tr("%1, and %n that waited here", nullptr, late).arg(done);
        });
}

void BackupActions::verify(const QList<BackupEntry> &backups)
{
    run<QList<VerifyReport>>(
        JobKind::Verify,
        [&service = m_console.backups, &cache = m_cache, keys = keysOf(backups)](const LoadedProfile &profile,
                                                                                 const JobControl &control) {
            auto reports = service.verify(profile, keys, false, control);
            if (reports)
                remember(cache, profile.profile, *reports, service.clock().utcNow());
            return reports;
        },
        [this, name = m_selected.name()](const QList<VerifyReport> &reports) {
            int damaged = 0;
            for (const VerifyReport &report : reports) {
                damaged += report.problem ? 1 : 0;
                Q_EMIT verified(name, report.entry.key, report.problem, clock().utcNow());
            }
            if (damaged > 0)
                return tr("%n backup(s) damaged: see the list", nullptr, damaged);
            return tr("%n backup(s) verified: decrypted, compared with the checksum, and checked by SQLite",
                      nullptr, static_cast<int>(reports.size()));
        });
}

void BackupActions::drill(const BackupEntry &backup)
{
    run<DrillReport>(
        JobKind::Drill,
        [&service = m_console.backups, key = backup.key](const LoadedProfile &profile,
                                                         const JobControl &control) {
            return service.drill(profile, key, control);
        },
        [](const DrillReport &report) {
            if (report.problem)
                return tr("Restore drill failed: %1").arg(report.problem->message);
            if (!report.warnings.isEmpty()) {
                return tr("Proven restorable: %1, with a problem: %2")
                    .arg(report.entry.key, report.warnings.constFirst().message);
            }
            return tr("Proven restorable: %1").arg(report.entry.key);
        });
}

void BackupActions::download(const BackupEntry &backup, const QString &path)
{
    run<SavedFile>(
        JobKind::Download,
        [&service = m_console.backups, key = backup.key, path](const LoadedProfile &profile,
                                                               const JobControl &control) {
            return service.download(profile, key, path, false, true, control);
        },
        [](const SavedFile &saved) {
            return tr("Saved as %1 (%2), checked").arg(saved.path, formatBytes(saved.size));
        });
}

void BackupActions::remove(const QList<BackupEntry> &backups, bool evenNewest)
{
    run<QStringList>(
        JobKind::Delete,
        [&service = m_console.backups, keys = keysOf(backups), evenNewest](const LoadedProfile &profile,
                                                                           const JobControl &control) {
            return service.remove(profile, keys, evenNewest, control);
        },
        [](const QStringList &removed) {
            return tr("%n backup(s) deleted", nullptr, static_cast<int>(removed.size()));
        });
}

void BackupActions::prune(const QStringList &keys)
{
    PruneOptions options;
    options.among = keys;
    run<PruneReport>(
        JobKind::Prune,
        [&service = m_console.backups, options](const LoadedProfile &profile, const JobControl &control) {
            return service.prune(profile, options, control);
        },
        [](const PruneReport &report) {
            const QString removed =
                tr("%n expired backup(s) removed, %1 freed", nullptr, static_cast<int>(report.removed.size()))
                    .arg(formatBytes(report.freed));
            if (report.keptByLock.isEmpty())
                return removed;
            return tr("%1; %n kept by a bucket lock", nullptr, static_cast<int>(report.keptByLock.size()))
                .arg(removed);
        });
}

} // namespace lifeboat
