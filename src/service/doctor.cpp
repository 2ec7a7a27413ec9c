// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/doctor.h"

#include "base/format.h"
#include "base/text.h"
#include "crypto/keys.h"
#include "engine/backupmetadata.h"
#include "engine/workspace.h"
#include "service/waitingbackups.h"
#include "sqlite/inspect.h"

#include <QFileInfo>
#include <QUuid>

#include <cstdlib>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Stores accept requests whose time is off by at most 15 minutes; Lifeboat learns the difference and
/// corrects it, so only the names of backups suffer.
constexpr auto noticeableSkew = 60s;

Finding good(const QString &subject, const QString &message)
{
    return {subject, Finding::Verdict::Ok, message, {}};
}

Finding bad(const QString &subject, const Error &error)
{
    return {subject, Finding::Verdict::Failed, error.message, error.hint};
}

/// Writes, finds, reads and removes one object; what must hold for backups to work, in the order it is
/// needed.
Result<void> exercise(ObjectStore &store, const QString &prefix, const CancelToken &cancel)
{
    const QString key = prefix + u"lifeboat/probe/"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QByteArray content = "Lifeboat was here, and removes this at once.\n";
    BytesSource body(content);
    PutRequest put;
    put.key = key;
    put.contentType = u"text/plain"_s;
    put.metadata = {{u"probe"_s, u"1"_s}};
    put.cancel = cancel;
    if (const auto stored = store.put(put, body); !stored)
        return stored;
    const auto readBack = [&]() -> Result<void> {
        const auto page = store.list(key, {}, cancel);
        if (!page)
            return fail(page.error());
        BytesSink sink(content.size());
        GetRequest get;
        get.key = key;
        get.cancel = cancel;
        const auto info = store.get(get, sink);
        if (!info)
            return fail(info.error());
        if (sink.bytes() != content || page->objects.size() != 1
            || info->metadata.value(u"probe"_s) != u"1") {
            return fail(ErrorCode::Protocol, u"doctor.probe"_s,
                        Text::tr("The store did not give back the probe object as it was written."),
                        Text::tr("Do not use this store for backups; tell its operator."));
        }
        return {};
    };
    const Result<void> read = readBack();
    const Result<void> removed = store.remove(key, cancel);
    return read ? removed : read;
}

/// Cloudflare has no certificate for accounts it does not know, so that a mistyped account looks like broken
/// TLS.
Error explained(Error error, const S3Destination &s3)
{
    if (error.code == ErrorCode::Tls && !s3.accountId.isEmpty())
        error.hint = Text::tr("Cloudflare answers like this when there is no such account: check the account "
                              "id (32 hexadecimal digits).");
    return error;
}

} // namespace

QString verdictName(Finding::Verdict verdict)
{
    switch (verdict) {
    case Finding::Verdict::Ok: return u"ok"_s;
    case Finding::Verdict::Warning: return u"warning"_s;
    case Finding::Verdict::Failed: return u"failed"_s;
    case Finding::Verdict::Skipped: return u"skipped"_s;
    }
    Q_UNREACHABLE();
}

Finding Doctor::database(const Profile &profile) const
{
    const QString subject = u"database"_s;
    const auto info = inspectDatabase(profile.databasePath, OpenAs::Live);
    if (!info)
        return bad(subject, info.error());
    return good(
        subject,
        Text::tr("%1: %2, %n tables, journal mode %3", nullptr, static_cast<int>(info->tables.size()))
            .arg(profile.databasePath, formatBytes(info->size), info->walMode ? u"WAL"_s : u"rollback"_s));
}

Finding Doctor::room(const Profile &profile) const
{
    const QString subject = u"room"_s;
    const QFileInfo database(profile.databasePath);
    const auto workspace =
        Workspace::open(workspaceBases(profile.temporaryFolder, database.absolutePath()), database.size());
    if (!workspace)
        return bad(subject, workspace.error());
    return good(
        subject,
        Text::tr("%1 for the snapshot in %2").arg(formatBytes(database.size()), (*workspace)->base()));
}

Finding Doctor::key(const LoadedProfile &profile) const
{
    const QString subject = u"key"_s;
    if (!profile.profile.encryption.enabled) {
        return {subject, Finding::Verdict::Warning,
                Text::tr("Encryption is off: whoever can read the destination can read the database."),
                Text::tr("Make a key with \"lifeboat-cli keygen\" and enable [storage.backup.encryption].")};
    }
    if (profile.secrets.encryptionKey.isEmpty()) {
        return {subject, Finding::Verdict::Failed, Text::tr("Encryption is on, but no key was found."),
                missingKeyHint(profile.profile.encryption)};
    }
    return good(subject,
                Text::tr("Encryption key %1 from %2")
                    .arg(keyFingerprint(profile.secrets.encryptionKey), profile.secrets.encryptionKeyOrigin));
}

QList<Finding> Doctor::connection(const S3Destination &s3, const CancelToken &cancel) const
{
    const QString endpoint = s3.options.endpoint.toString();
    const auto offset = measureClockOffset(s3.options, m_clock, cancel);
    if (!offset && offset.error().code != ErrorCode::Protocol) {
        return {
            bad(u"endpoint"_s, explained(offset.error(), s3)),
            {u"clock"_s, Finding::Verdict::Skipped, Text::tr("Not compared: the store did not answer."), {}}};
    }
    if (!offset) { // it answers, but without a date
        return {good(u"endpoint"_s, Text::tr("%1 answers").arg(endpoint)),
                {u"clock"_s, Finding::Verdict::Skipped, offset.error().message, {}}};
    }
    QList<Finding> findings{good(u"endpoint"_s, Text::tr("%1 answers").arg(endpoint))};
    const auto off = std::chrono::milliseconds(std::llabs(offset->count()));
    if (off < noticeableSkew) {
        findings.append(good(u"clock"_s, Text::tr("within %1 s of the store's").arg(off / 1s + 1)));
    } else {
        findings.append(
            {u"clock"_s, Finding::Verdict::Warning,
             Text::tr("This machine's clock and the store's differ by %1.").arg(formatDuration(off)),
             Text::tr(
                 "Lifeboat corrects its requests, but backups are named by this clock: switch on NTP.")});
    }
    return findings;
}

Finding Doctor::credentials(const LoadedProfile &profile, const CancelToken &cancel) const
{
    const auto origin = m_stores.credentialsOrigin(profile, cancel);
    if (!origin)
        return bad(u"credentials"_s, origin.error());
    return good(u"credentials"_s, Text::tr("Access key from %1").arg(*origin));
}

Finding Doctor::probe(const LoadedProfile &profile, const CancelToken &cancel) const
{
    const QString subject = u"bucket"_s;
    const auto store = m_stores.open(profile);
    if (!store)
        return bad(subject, store.error());
    if (const auto worked = exercise(**store, profile.profile.keyPrefix(), cancel); !worked)
        return bad(subject, worked.error());
    return good(subject,
                Text::tr("%1: wrote, listed, read and deleted a probe object").arg((*store)->displayName()));
}

/// Nothing where nothing waits.
QList<Finding> Doctor::waiting(const Profile &profile) const
{
    const WaitingBackups waiting = waitingBackups(profile);
    if (waiting.count == 0)
        return {};
    return {{u"waiting"_s, Finding::Verdict::Warning, waitingSentence(waiting),
             Text::tr("The store did not take them. The next backup that it takes brings them along.")}};
}

QList<Finding> Doctor::examine(const LoadedProfile &profile, const JobControl &control)
{
    return QList<Finding>{database(profile.profile), room(profile.profile), key(profile)}
           + waiting(profile.profile) + examineDestination(profile, control);
}

QList<Finding> Doctor::examineDestination(const LoadedProfile &profile, const JobControl &control)
{
    QList<Finding> findings;
    if (const auto *s3 = std::get_if<S3Destination>(&profile.profile.destination)) {
        findings += connection(*s3, control.cancel);
        findings += credentials(profile, control.cancel);
        const bool reachable = std::none_of(findings.cbegin(), findings.cend(), [](const Finding &finding) {
            return finding.verdict == Finding::Verdict::Failed
                   && (finding.subject == u"endpoint" || finding.subject == u"credentials");
        });
        if (!reachable) {
            findings.append({u"bucket"_s,
                             Finding::Verdict::Skipped,
                             Text::tr("Not tried: endpoint and credentials come first."),
                             {}});
            return findings;
        }
    }
    findings += probe(profile, control.cancel);
    return findings;
}

} // namespace lifeboat
