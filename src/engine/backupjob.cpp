// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backupjob.h"

#include "base/asyncstream.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/envelopev1.h"
#include "engine/backupkey.h"
#include "engine/backupmetadata.h"
#include "engine/filestreams.h"
#include "engine/lateupload.h"
#include "engine/workspace.h"
#include "sqlite/snapshot.h"

#include <QFileInfo>

#include <algorithm>
#include <future>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto hashing = u"backup.hash"_s;
constexpr int keyAttempts = 5;
/// A multipart upload of ours without a note is taken for dead after this time: the slowest live one we
/// expect is shorter.
constexpr auto unfinishedAge = 24h;
/// Counting rows goes on beside the upload; nobody waits for it longer than this.
constexpr auto factsLimit = 3s;

QString keptWords()
{
    return Text::tr("The sealed backup is kept on this machine, and is uploaded with the next one.");
}

class BackupJob final
{
public:
    BackupJob(const BackupContext &context, const JobControl &control)
        : m_context(context), m_control(control),
          m_side(context.store, context.profile, context.encryptionKey), m_unsent(context.unsentFolder)
    {
    }
    ~BackupJob() { m_factsEnd.request(); }
    Q_DISABLE_COPY_MOVE(BackupJob)

    Result<BackupReport> run();

private:
    Result<void> checkKey() const;
    void lookBack();
    [[nodiscard]] bool filesAreKnown() const;
    [[nodiscard]] bool contentIsKnown() const;
    [[nodiscard]] bool confirm();
    Result<void> snapshot();
    Result<std::unique_ptr<SealingSource>> sealed(std::unique_ptr<BlockSource> plain) const;
    Result<std::unique_ptr<BlockSource>> openObject() const;
    Result<void> hash();
    Result<void> hashSealed(std::unique_ptr<BlockSource> file);
    Result<void> upload();
    Result<void> put(const PutRequest &request);
    Result<void> prove() const;
    void beginFacts();
    void keepFacts();
    [[nodiscard]] bool mayKeep(const Error &error) const;
    Error kept(Error error);
    Result<void> keep();
    [[nodiscard]] bool isKeptAlready() const;
    std::optional<Error> sendKept();
    void rememberSource();
    void cleanUploads();
    void prune();
    Result<BackupReport> finish();

    const BackupContext &m_context;
    const JobControl &m_control;
    SideObjects m_side;
    UnsentBackups m_unsent;
    std::chrono::milliseconds m_start{0};
    std::optional<LastBackup> m_last;   ///< that may make this one unnecessary
    std::optional<SourceStamp> m_stamp; ///< before anything was read
    QDateTime m_stampedAt;
    std::unique_ptr<Workspace> m_workspace;
    QString m_file;
    SnapshotInfo m_snapshot;
    QByteArray m_nonce;
    QByteArray m_tag; ///< of the first sealing
    ObjectMetadata m_metadata;
    bool m_hasLocalFault = false; ///< it was not the store that failed
    BackupReport m_report;
    CancelToken m_factsEnd;
    std::future<Result<BackupFacts>> m_facts; // waits for its thread, which reads m_file
};

Result<void> BackupJob::checkKey() const
{
    if (!m_context.profile.encryption.enabled || !m_context.encryptionKey.isEmpty())
        return {};
    return fail(ErrorCode::Configuration, u"backup.key"_s,
                Text::tr("Encryption is on for this profile, but no key was found."),
                missingKeyHint(m_context.profile.encryption));
}

/// What stands in the way of knowing the last backup only makes another one.
void BackupJob::lookBack()
{
    m_stampedAt = m_context.clock.utcNow();
    if (const auto stamp = sourceStampOf(m_context.profile.databasePath))
        m_stamp = *stamp;
    const auto last = lastBackup(m_context.store, m_context.profile, m_side, m_control.cancel);
    if (last)
        m_last = *last;
    else
        qCInfo(logEngine).noquote() << describe(last.error());
}

bool BackupJob::filesAreKnown() const
{
    return m_last && m_stamp && m_context.known && m_context.known->key == m_last->entry.key
           && m_context.known->stamp == *m_stamp;
}

bool BackupJob::contentIsKnown() const
{
    return m_last && m_last->contentSha256 == m_report.contentSha256;
}

/// False when the marker cannot be left: without it other machines would take the backup for a stale one.
bool BackupJob::confirm()
{
    const auto marked =
        putFreshness(m_side, {m_stampedAt, m_context.sourceHost, m_last->entry.key, m_last->contentSha256},
                     m_control.cancel);
    if (!marked) {
        qCInfo(logEngine).noquote() << describe(marked.error());
        return false;
    }
    m_report.unchanged = true;
    m_report.key = m_last->entry.key;
    m_report.takenAt = m_stampedAt;
    m_report.unchangedSince = m_last->entry.takenAt;
    m_report.size = m_last->entry.size;
    m_report.contentSha256 = m_last->contentSha256;
    m_report.sealed = m_context.profile.encryption.enabled;
    return true;
}

Result<void> BackupJob::snapshot()
{
    const QFileInfo source(m_context.profile.databasePath);
    const qint64 needed = source.size() + QFileInfo(source.filePath() + u"-wal"_s).size();
    auto workspace =
        Workspace::open(workspaceBases(m_context.profile.temporaryFolder, source.absolutePath()), needed);
    if (!workspace)
        return fail(workspace.error());
    m_workspace = std::move(*workspace);
    m_file = m_workspace->path(u"snapshot.db"_s);

    m_control.enter(Stage::Snapshot, needed);
    SnapshotOptions options;
    options.cancel = m_control.cancel;
    options.progress = m_control.bytes(Stage::Snapshot);
    options.walGrowthLimit = m_context.profile.walGrowthLimit;
    const auto start = m_context.clock.monotonic();
    m_report.takenAt = m_context.clock.utcNow();
    const auto info = takeSnapshot(source.filePath(), m_file, options);
    if (!info)
        return fail(info.error());
    m_snapshot = *info;
    m_report.snapshotTime = m_context.clock.monotonic() - start;
    m_report.databaseSize = info->size;
    m_report.sealed = m_context.profile.encryption.enabled;
    return {};
}

Result<std::unique_ptr<SealingSource>> BackupJob::sealed(std::unique_ptr<BlockSource> plain) const
{
    return SealingSource::open(std::move(plain), m_context.encryptionKey, m_nonce, m_tag);
}

Result<std::unique_ptr<BlockSource>> BackupJob::openObject() const
{
    auto file = FileSource::open(m_file);
    if (!file)
        return fail(file.error());
    if (!m_report.sealed)
        return std::make_unique<UnchangedSource>(std::move(*file), m_report.objectSha256);
    auto object = sealed(std::move(*file));
    if (!object)
        return fail(object.error());
    return std::move(*object);
}

Result<void> BackupJob::hash()
{
    const Stage stage = m_report.sealed ? Stage::Hash : Stage::Read;
    m_control.enter(stage, m_snapshot.size);
    auto file = FileSource::open(m_file);
    if (!file)
        return fail(file.error());
    if (m_report.sealed)
        return hashSealed(std::move(*file));
    m_report.size = (*file)->size();
    const auto digest = digestOf(**file, hashing, m_control.cancel, m_control.bytes(stage));
    if (!digest)
        return fail(digest.error());
    m_report.contentSha256 = m_report.objectSha256 = *digest;
    return {};
}

/// The object's checksum goes into metadata that is sent before the object itself, so the file is sealed
/// twice with the same nonce: once to hash it, once on its way out. Both read the page cache; the content is
/// read and hashed on one core, sealed and hashed on another. The tag of the first pass proves that the
/// second one saw the same bytes.
Result<void> BackupJob::hashSealed(std::unique_ptr<BlockSource> file)
{
    auto nonce = envelopev1::randomNonce();
    if (!nonce)
        return fail(nonce.error());
    m_nonce = *nonce;
    Sha256 content;
    auto object =
        sealed(std::make_unique<ReadAheadSource>(std::make_unique<HashingSource>(std::move(file), content)));
    if (!object)
        return fail(object.error());
    m_report.size = (*object)->size();
    const auto digest = digestOf(**object, hashing, m_control.cancel, m_control.bytes(Stage::Hash));
    if (!digest)
        return fail(digest.error());
    m_tag = (*object)->tag();
    m_report.objectSha256 = *digest;
    m_report.contentSha256 = QString::fromLatin1(content.finish().toHex());
    return {};
}

Result<void> BackupJob::upload()
{
    BackupMetadata metadata;
    metadata.contentSha256 = m_report.contentSha256;
    metadata.objectSha256 = m_report.objectSha256;
    metadata.databaseSize = m_snapshot.size;
    metadata.pageSize = m_snapshot.pageSize;
    metadata.pageCount = m_snapshot.pageCount;
    metadata.userVersion = m_snapshot.userVersion;
    metadata.sourceHost = m_context.sourceHost;
    metadata.lifeboatVersion = QStringLiteral(LIFEBOAT_VERSION);
    metadata.sealed = m_report.sealed;

    m_metadata = toObjectMetadata(metadata);

    PutRequest request;
    request.contentType = backupContentType(m_report.sealed);
    request.metadata = m_metadata;
    request.cancel = m_control.cancel;
    request.progress = m_control.bytes(Stage::Upload);
    for (int attempt = 1;; ++attempt) {
        m_report.key = makeBackupKey(m_context.profile.keyPrefix(), m_context.profile.backupName,
                                     {m_report.takenAt, m_report.sealed});
        request.key = m_report.key;
        m_workspace->leaveNote(request.key);
        m_control.enter(Stage::Upload, m_report.size);
        auto stored = put(request);
        if (stored || stored.error().code != ErrorCode::AlreadyExists || attempt == keyAttempts)
            return stored;
        // Keys have whole seconds. Two backups in one second: this one takes the next.
        if (!m_context.clock.sleep(1s, m_control.cancel))
            return m_control.cancel.check(u"backup.upload"_s);
        m_report.takenAt = m_context.clock.utcNow();
    }
}

Result<void> BackupJob::put(const PutRequest &request)
{
    const QList<UnsentBackup> waiting = m_unsent.list();
    if (std::ranges::count(waiting, request.key, &UnsentBackup::key) > 0) {
        return fail(ErrorCode::AlreadyExists, u"backup.upload"_s,
                    Text::tr("A backup that waits on this machine is to be %1.").arg(request.key));
    }
    auto source = openObject();
    if (!source) {
        m_hasLocalFault = true;
        return fail(source.error());
    }
    WatchedSource watched(**source);
    const auto stored = m_context.store.put(request, watched);
    m_hasLocalFault = watched.hasFailed();
    return stored;
}

Result<void> BackupJob::prove() const
{
    m_control.enter(Stage::Prove);
    return proveStored(m_context.store, m_report.key, m_report.size, m_report.objectSha256, m_control.cancel);
}

void BackupJob::beginFacts()
{
    m_facts =
        std::async([file = m_file, cancel = m_factsEnd] { return gatherFacts(file, factsLimit, cancel); });
}

/// The backup is proven by now; without its facts a restore drill can compare less.
void BackupJob::keepFacts()
{
    auto facts = m_facts.get();
    if (facts) {
        facts->contentSha256 = m_report.contentSha256;
        m_workspace->leaveNote(m_side.keyOf(factsName(m_report.key)));
        const auto kept = putFacts(m_side, m_report.key, *facts, m_control.cancel);
        if (kept)
            return;
        facts = fail(kept.error());
    }
    m_report.warnings.append(facts.error());
}

/// Only what is sealed, only for a fault of the store's, and only what it could take another time.
bool BackupJob::mayKeep(const Error &error) const
{
    if (m_unsent.isOff() || !m_context.profile.unsent.keep || !m_report.sealed || m_hasLocalFault
        || m_control.cancel.isRequested())
        return false;
    switch (error.code) {
    case ErrorCode::Cancelled:
    case ErrorCode::AlreadyExists:
    case ErrorCode::TooLarge:
    case ErrorCode::Usage:
    case ErrorCode::Unsupported:
    case ErrorCode::Internal: return false;
    default: return true;
    }
}

/// The run has failed all the same; its error says what became of the work.
Error BackupJob::kept(Error error)
{
    if (!mayKeep(error))
        return error;
    const auto done = keep();
    if (!done && done.error().code == ErrorCode::Cancelled)
        return error;
    const QString words =
        done ? keptWords()
             : Text::tr("The sealed backup could not be kept on this machine: %1").arg(done.error().message);
    error.hint = (error.hint + u' ' + words).trimmed();
    return error;
}

Result<void> BackupJob::keep()
{
    m_control.enter(Stage::Keep, m_report.size);
    UnsentBackup backup{m_report.key, m_report.takenAt, m_report.size, m_metadata, {}};
    if (auto facts = m_facts.get()) {
        facts->contentSha256 = m_report.contentSha256;
        backup.facts =
            m_side.bytesOf(factsName(backup.key), toJson(*facts, backup.key)).value_or(QByteArray());
    }
    auto object = openObject();
    if (!object)
        return fail(object.error());
    return m_unsent.keep(backup, **object, m_context.profile.unsent.limit, m_control.cancel,
                         m_control.bytes(Stage::Keep));
}

/// The newest that waits holds what the database is: that one is wanted in the store, not another.
bool BackupJob::isKeptAlready() const
{
    const QList<UnsentBackup> waiting = m_context.skipUnchanged ? m_unsent.list() : QList<UnsentBackup>();
    return !waiting.isEmpty() && waiting.constLast().contentSha256() == m_report.contentSha256
           && (!m_last || m_last->entry.takenAt < waiting.constLast().takenAt);
}

/// Why some still wait, when it is the store that does not take them.
std::optional<Error> BackupJob::sendKept()
{
    LateUploadContext context{m_unsent, m_context.store,          m_context.profile,
                              m_side,   m_context.clock.utcNow(), {}};
    if (m_workspace)
        context.announce = [this](const QString &key) { m_workspace->leaveNote(key); };
    const LateUploads late = sendUnsent(context, m_control);
    m_report.sentLate += late.sent;
    m_report.warnings += late.warnings;
    return late.stopped;
}

void BackupJob::rememberSource()
{
    if (m_stamp && isSettled(*m_stamp, std::chrono::milliseconds(m_stampedAt.toMSecsSinceEpoch())))
        m_report.source = KnownSource{m_report.key, *m_stamp};
}

/// Parts of interrupted uploads cost money and are listed by nobody. Best effort: the backup comes first.
void BackupJob::cleanUploads()
{
    const QString stem = backupKeyStem(m_context.profile.keyPrefix(), m_context.profile.backupName);
    const QDateTime now = m_context.clock.utcNow();
    const auto clean = [&](const QString &prefix, const QDateTime &olderThan) {
        const auto removed = m_context.store.removeUnfinished(prefix, olderThan, m_control.cancel);
        if (!removed)
            qCWarning(logEngine).noquote() << describe(removed.error());
        else if (*removed > 0)
            qCInfo(logEngine) << "removed" << *removed << "unfinished uploads";
    };
    const QString facts = m_side.keyOf(factsName(stem));
    const QStringList abandoned = m_workspace->takeNotes([&](const QString &key) {
        return key.startsWith(stem) || key.startsWith(facts.left(facts.lastIndexOf(u'/') + 1));
    });
    for (const QString &key : abandoned)
        clean(key, now);
    clean(stem, now.addSecs(-std::chrono::seconds(unfinishedAge).count()));
}

void BackupJob::prune()
{
    auto report =
        runPrune({m_context.store, m_context.profile, m_context.encryptionKey, m_context.clock.utcNow()}, {},
                 m_control);
    if (report)
        m_report.prune = *report;
    else
        m_report.pruneProblem = report.error();
}

/// The store has what the database is. What earlier runs kept goes up after it: the newest comes first.
Result<BackupReport> BackupJob::finish()
{
    if (auto stopped = sendKept()) {
        stopped->message =
            Text::tr("Backups kept on this machine could not be uploaded: %1").arg(stopped->message);
        m_report.warnings.append(*stopped);
    }
    const bool isNew = !m_report.unchanged || !m_report.sentLate.isEmpty();
    if (isNew && m_context.profile.retentionCount > 0)
        prune();
    rememberSource();
    m_report.duration = m_context.clock.monotonic() - m_start;
    return m_report;
}

Result<BackupReport> BackupJob::run()
{
    m_start = m_context.clock.monotonic();
    if (const auto key = checkKey(); !key)
        return fail(key.error());
    m_unsent.tidy();
    if (m_context.skipUnchanged)
        lookBack();
    if (filesAreKnown() && confirm())
        return finish();
    for (const auto step : {&BackupJob::snapshot, &BackupJob::hash}) {
        if (const auto go = m_control.cancel.check(u"backup"_s); !go)
            return fail(go.error());
        if (const auto done = (this->*step)(); !done)
            return fail(done.error());
    }
    if (isKeptAlready()) {
        if (auto stopped = sendKept()) {
            stopped->hint = (stopped->hint + u' ' + keptWords()).trimmed();
            return fail(*stopped);
        }
        lookBack();
    }
    if (contentIsKnown() && confirm())
        return finish();
    if (const auto go = m_control.cancel.check(u"backup"_s); !go)
        return fail(go.error());
    beginFacts();
    if (const auto uploaded = upload(); !uploaded)
        return fail(kept(uploaded.error()));
    if (const auto proven = prove(); !proven)
        return fail(kept(proven.error()));
    keepFacts();
    cleanUploads();
    return finish();
}

} // namespace

Result<BackupReport> runBackup(const BackupContext &context, const JobControl &control)
{
    return BackupJob(context, control).run();
}

} // namespace lifeboat
