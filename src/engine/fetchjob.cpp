// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/fetchjob.h"

#include "base/asyncstream.h"
#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/filestreams.h"
#include "engine/listedsize.h"
#include "engine/placefile.h"

#include <future>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> mismatch(const BackupEntry &entry, const QString &what)
{
    return fail(ErrorCode::Corrupt, u"backup.check"_s, Text::tr("%1 is damaged: %2.").arg(entry.key, what),
                Text::tr("Restore another generation (\"lifeboat-cli list\"), and keep this one for study."));
}

/// The object as it arrived, against what its metadata promise.
Result<void> compareObject(const FetchedBackup &fetched, const OpeningSink::Outcome &arrived)
{
    const BackupMetadata &promised = fetched.metadata;
    if (!promised.objectSha256.isEmpty() && promised.objectSha256 != arrived.objectSha256)
        return mismatch(fetched.entry, Text::tr("its bytes do not match their recorded checksum"));
    if (promised.databaseSize > 0 && promised.databaseSize != arrived.contentSize) {
        return mismatch(fetched.entry,
                        Text::tr("the database in it has %1 instead of %2")
                            .arg(formatBytes(arrived.contentSize), formatBytes(promised.databaseSize)));
    }
    return {};
}

Result<void> receive(const BackupPlace &place, const JobControl &control, const SpeedLimit &limit,
                     FetchedBackup &fetched)
{
    control.enter(Stage::Download, fetched.entry.size);
    auto sink = OpeningSink::create(fetched.file, place.key);
    if (!sink)
        return fail(sink.error());
    WriteBehindSink behind(**sink); // one core for the network, one for hashing, opening and writing
    GetRequest request;
    request.key = fetched.entry.key;
    request.cancel = control.cancel;
    request.progress = control.bytes(Stage::Download);
    ListedSizeSink listed(behind, fetched.entry);
    ThrottledSink throttled(listed, limit, control.cancel);
    const auto info = place.store.get(request, throttled);
    if (!info)
        return fail(info.error());
    if (const auto whole = listed.finish(); !whole)
        return whole;
    if (const auto written = behind.finish(); !written)
        return written;
    const auto arrived = (*sink)->finish();
    if (!arrived)
        return fail(arrived.error());
    fetched.metadata = fromObjectMetadata(info->metadata);
    fetched.databaseSize = arrived->contentSize;
    fetched.sealed = arrived->sealed;
    fetched.checksumCompared = !fetched.metadata.objectSha256.isEmpty();
    return compareObject(fetched, *arrived);
}

/// The database's checksum, of what the file now holds; durable when it is to stay.
Result<QString> readBack(const QString &path, FetchFor purpose, const CancelToken &cancel)
{
    auto file = FileSource::open(path);
    if (!file)
        return fail(file.error());
    auto digest = digestOf(**file, u"backup.check"_s, cancel);
    if (digest && purpose == FetchFor::Keeping) {
        if (const auto durable = makeDurable(path); !durable)
            return fail(durable.error());
    }
    return digest;
}

/// Both readings of the file at once: its checksum on one core, SQLite's own check on another.
Result<void> prove(FetchFor purpose, const JobControl &control, FetchedBackup &fetched)
{
    control.enter(Stage::Check, fetched.databaseSize);
    auto reading = std::async([&] { return readBack(fetched.file, purpose, control.cancel); });
    const auto integrity = checkIntegrity(fetched.file, OpenAs::Private, control.cancel);
    const auto digest = reading.get();
    if (!digest)
        return fail(digest.error());
    fetched.contentSha256 = *digest;
    const QString &promised = fetched.metadata.contentSha256;
    if (!promised.isEmpty() && promised != *digest)
        return mismatch(fetched.entry, Text::tr("the database in it does not match its recorded checksum"));
    if (!integrity)
        return fail(integrity.error());
    fetched.integrity = *integrity;
    return {};
}

/// An older backup under the key of a newer one, its metadata with it, is sound in all but this. A restore
/// does not need it: that there are no facts, or that they cannot be had, is no reason against the backup.
Result<void> compareFacts(const BackupPlace &place, const CancelToken &cancel, FetchedBackup &fetched)
{
    const auto facts =
        getFacts(SideObjects(place.store, place.profile, place.key), fetched.entry.key, cancel);
    if (!facts) {
        qCWarning(logEngine) << "not held against what it was when it was made:" << fetched.entry.key
                             << facts.error().message;
        return {};
    }
    fetched.facts = *facts;
    if (fetched.facts && fetched.facts->contentSha256 != fetched.contentSha256)
        return mismatch(
            fetched.entry,
            Text::tr("it is not what was backed up under this name; somebody may have replaced it"));
    return {};
}

} // namespace

Result<FetchedBackup> fetchBackup(const BackupPlace &place, const BackupEntry &entry,
                                  const QStringList &bases, FetchFor purpose, const JobControl &control,
                                  const SpeedLimit &limit)
{
    auto workspace = Workspace::open(bases, entry.size);
    if (!workspace)
        return fail(workspace.error());
    FetchedBackup fetched;
    fetched.workspace = std::move(*workspace);
    fetched.file = fetched.workspace->path(u"fetched.db"_s);
    fetched.entry = entry;
    if (const auto received = receive(place, control, limit, fetched); !received)
        return fail(received.error());
    if (const auto proven = prove(purpose, control, fetched); !proven)
        return fail(proven.error());
    if (const auto itself = compareFacts(place, control.cancel, fetched); !itself)
        return fail(itself.error());
    return fetched;
}

bool isVerdict(ErrorCode code)
{
    return code == ErrorCode::Corrupt || code == ErrorCode::WrongKey || code == ErrorCode::NotADatabase;
}

} // namespace lifeboat
