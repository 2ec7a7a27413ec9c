// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/backupactions.h"

#include "base/format.h"

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

} // namespace

BackupActions::BackupActions(ConsoleContext console, QObject *parent) : QObject(parent), m_console(console) {}

template<typename T> void BackupActions::run(JobKind kind, const ProfilePointer &profile,
                                             std::function<Result<T>(const JobControl &)> work,
                                             std::function<QString(const T &)> words)
{
    const QString name = profile->profile.id;
    const auto start = clock().monotonic();
    const auto job = m_console.jobs.start<T>(
        kind, name, std::move(work), this, [=, this, words = std::move(words)](const Result<T> &result) {
            report(kind, name, result ? std::nullopt : std::optional<Error>(result.error()),
                   result ? words(*result) : QString(), start);
        });
    if (!job)
        report(kind, name, job.error(), {}, start);
}

void BackupActions::report(JobKind kind, const QString &profile, const std::optional<Error> &problem,
                           const QString &result, std::chrono::milliseconds start)
{
    Q_EMIT finished({clock().utcNow(), kind, profile, problem, result, clock().monotonic() - start});
}

void BackupActions::backUp(const ProfilePointer &profile)
{
    run<BackupReport>(
        JobKind::Backup, profile,
        [&service = m_console.backups, profile](const JobControl &control) {
            return service.backUp(*profile, control);
        },
        [](const BackupReport &report) {
            if (report.pruneProblem) {
                return tr("Backed up as %1; expired backups could not be removed: %2")
                    .arg(report.key, report.pruneProblem->message);
            }
            return tr("Backed up as %1 (%2)").arg(report.key, formatBytes(report.size));
        });
}

void BackupActions::verify(const ProfilePointer &profile, const QList<BackupEntry> &backups)
{
    run<QList<VerifyReport>>(
        JobKind::Verify, profile,
        [&service = m_console.backups, profile, keys = keysOf(backups)](const JobControl &control) {
            return service.verify(*profile, keys, false, control);
        },
        [this, name = profile->profile.id](const QList<VerifyReport> &reports) {
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

void BackupActions::download(const ProfilePointer &profile, const BackupEntry &backup, const QString &path)
{
    run<SavedFile>(
        JobKind::Download, profile,
        [&service = m_console.backups, profile, key = backup.key, path](const JobControl &control) {
            return service.download(*profile, key, path, false, true, control);
        },
        [](const SavedFile &saved) {
            return tr("Saved as %1 (%2), checked").arg(saved.path, formatBytes(saved.size));
        });
}

void BackupActions::remove(const ProfilePointer &profile, const QList<BackupEntry> &backups, bool evenNewest)
{
    run<QStringList>(
        JobKind::Delete, profile,
        [&service = m_console.backups, profile, keys = keysOf(backups), evenNewest](
            const JobControl &control) { return service.remove(*profile, keys, evenNewest, control); },
        [](const QStringList &removed) {
            return tr("%n backup(s) deleted", nullptr, static_cast<int>(removed.size()));
        });
}

} // namespace lifeboat
