// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lateupload.h"

#include "base/log.h"
#include "base/text.h"
#include "engine/backupkey.h"
#include "engine/backupmetadata.h"
#include "engine/filestreams.h"
#include "engine/proofs.h"
#include "engine/retention.h"

#include <QSet>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class LateUploadJob final
{
public:
    LateUploadJob(const LateUploadContext &context, const JobControl &control)
        : m_context(context), m_control(control)
    {
    }
    Q_DISABLE_COPY_MOVE(LateUploadJob)

    LateUploads run();

private:
    /// What is to become of one.
    enum class Fate { Done, StaysAlone, AllStay };

    QList<UnsentBackup> ours();
    QSet<QString> expiredOf(const QList<UnsentBackup> &kept) const;
    Result<Standing> standingOf(const BackupEntry &entry) const;
    Fate send(const UnsentBackup &backup);
    Fate stop(const Error &error);
    void warn(const Error &error);
    Result<void> put(const UnsentBackup &backup, BlockSource &body) const;
    void putFacts(const UnsentBackup &backup);

    const LateUploadContext &m_context;
    const JobControl &m_control;
    LateUploads m_report;
};

/// A profile that was given another name or prefix lists them no more.
QList<UnsentBackup> LateUploadJob::ours()
{
    const QString prefix = m_context.profile.keyPrefix();
    QList<UnsentBackup> ours;
    for (const UnsentBackup &backup : m_context.unsent.list()) {
        if (parseBackupKey(prefix, m_context.profile.backupName, backup.key)) {
            ours.append(backup);
            continue;
        }
        m_context.unsent.remove(backup);
        warn(Error{ErrorCode::Configuration, u"unsent.send"_s,
                   Text::tr("The backup %1, which was kept on this machine, is not uploaded: the profile's "
                            "backups have another name or prefix now.")
                       .arg(backup.key),
                   Text::tr("It is removed. The backups made from now on are not affected."), false});
    }
    return ours;
}

Result<Standing> LateUploadJob::standingOf(const BackupEntry &entry) const
{
    const auto proof = getProof(m_context.side, entry, m_control.cancel);
    if (!proof)
        return fail(proof.error());
    if (!*proof)
        return Standing::Unproven;
    return (*proof)->isRestored() ? Standing::Proven : Standing::Failed;
}

/// The keys of those that retention would remove right after their upload. None when nobody can tell.
QSet<QString> LateUploadJob::expiredOf(const QList<UnsentBackup> &kept) const
{
    if (m_context.profile.retentionCount <= 0)
        return {};
    const auto listed = listBackups(m_context.store, m_context.profile, m_control.cancel);
    if (!listed)
        return {};
    QSet<QString> waiting;
    QList<BackupEntry> all = *listed;
    for (const UnsentBackup &backup : kept)
        waiting.insert(backup.key);
    for (const BackupEntry &entry : *listed)
        waiting.remove(entry.key);
    for (const UnsentBackup &backup : kept) {
        if (waiting.contains(backup.key))
            all.append({backup.key, backup.takenAt, backup.size, {}, true});
    }
    std::ranges::stable_sort(all, std::greater(), &BackupEntry::takenAt);
    const auto expired = [&](const StandingOf &standing) {
        const auto plan = planRetention(all, m_context.profile.retentionCount, m_context.profile.retention,
                                        m_context.now, standing);
        QSet<QString> keys;
        for (const BackupEntry &entry : plan ? plan->expired() : QList<BackupEntry>())
            keys.insert(entry.key);
        return keys & waiting;
    };
    // As in pruning: proofs only ever make more stay, and are read when something would go.
    const auto hopeful = expired([](const BackupEntry &) -> Result<Standing> { return Standing::Unproven; });
    if (hopeful.isEmpty())
        return hopeful;
    return expired([&](const BackupEntry &entry) {
        return waiting.contains(entry.key) ? Result<Standing>(Standing::Unproven) : standingOf(entry);
    });
}

Result<void> LateUploadJob::put(const UnsentBackup &backup, BlockSource &body) const
{
    PutRequest request;
    request.key = backup.key;
    request.contentType = backupContentType(true);
    request.metadata = backup.metadata;
    request.cancel = m_control.cancel;
    request.progress = m_control.bytes(Stage::SendKept);
    if (m_context.announce)
        m_context.announce(backup.key);
    const auto stored = m_context.store.put(request, body);
    // What is there may well be this one: its answer was lost, or its run was killed right after.
    if (!stored && stored.error().code != ErrorCode::AlreadyExists)
        return stored;
    return proveStored(m_context.store, backup.key, backup.size, backup.objectSha256(), m_control.cancel);
}

/// The backup is proven by now; without its facts a restore drill can compare less.
void LateUploadJob::putFacts(const UnsentBackup &backup)
{
    if (backup.facts.isEmpty())
        return;
    const QString name = factsName(backup.key);
    if (m_context.announce)
        m_context.announce(m_context.side.keyOf(name));
    const auto stored = m_context.side.putBytes(name, backup.facts, true, m_control.cancel);
    if (!stored)
        warn(stored.error());
}

LateUploadJob::Fate LateUploadJob::send(const UnsentBackup &backup)
{
    m_control.enter(Stage::SendKept, backup.size);
    const auto body = m_context.unsent.open(backup, m_control.cancel);
    if (!body && body.error().code == ErrorCode::Cancelled)
        return stop(body.error());
    if (!body) {
        warn(body.error());
        if (body.error().code != ErrorCode::Corrupt)
            return Fate::StaysAlone;
        m_context.unsent.remove(backup);
        return Fate::Done;
    }
    WatchedSource watched(**body);
    const auto stored = put(backup, watched);
    if (stored) {
        putFacts(backup);
        m_context.unsent.remove(backup);
        m_report.sent.append(backup.key);
        return Fate::Done;
    }
    const ErrorCode code = stored.error().code;
    if (!watched.hasFailed() && code != ErrorCode::Corrupt && code != ErrorCode::TooLarge)
        return stop(stored.error());
    Error problem = stored.error();
    if (code == ErrorCode::Corrupt) {
        problem.hint = Text::tr(
            "The right one stays on this machine. Delete the one there with \"lifeboat-cli delete\", "
            "and it goes up with the next run.");
    }
    warn(problem);
    return Fate::StaysAlone;
}

LateUploadJob::Fate LateUploadJob::stop(const Error &error)
{
    m_report.stopped = error;
    return Fate::AllStay;
}

/// Said in the report of a run that succeeds, and in the log of any other.
void LateUploadJob::warn(const Error &error)
{
    qCWarning(logEngine).noquote() << describe(error);
    m_report.warnings.append(error);
}

LateUploads LateUploadJob::run()
{
    const QList<UnsentBackup> kept = ours();
    if (kept.isEmpty())
        return m_report;
    const QSet<QString> expired = expiredOf(kept);
    for (const UnsentBackup &backup : kept) {
        if (const auto go = m_control.cancel.check(u"unsent.send"_s); !go) {
            m_report.stopped = go.error();
            break;
        }
        if (expired.contains(backup.key)) {
            qCInfo(logEngine).noquote()
                << "removed the kept backup" << backup.key << "unsent: retention would not keep it";
            m_context.unsent.remove(backup);
        } else if (send(backup) == Fate::AllStay) {
            break;
        }
    }
    return m_report;
}

} // namespace

LateUploads sendUnsent(const LateUploadContext &context, const JobControl &control)
{
    return LateUploadJob(context, control).run();
}

Result<void> proveStored(ObjectStore &store, const QString &key, qint64 size, const QString &objectSha256,
                         const CancelToken &cancel)
{
    const auto info = store.head(key, cancel);
    if (!info)
        return fail(info.error());
    const BackupMetadata metadata = fromObjectMetadata(info->metadata);
    if (info->size == size && metadata.objectSha256 == objectSha256)
        return {};
    return fail(ErrorCode::Corrupt, u"backup.prove"_s,
                Text::tr("What %1 holds under %2 is not what was sent (%3 bytes there, %4 sent).")
                    .arg(store.displayName(), key)
                    .arg(info->size)
                    .arg(size),
                Text::tr("Do not rely on this backup. Run \"lifeboat-cli doctor\" and try again."));
}

} // namespace lifeboat
