// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/fetchjob.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/filestreams.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> mismatch(const BackupEntry &entry, const QString &what)
{
    return fail(ErrorCode::Corrupt, u"backup.check"_s, Text::tr("%1 is damaged: %2.").arg(entry.key, what),
                Text::tr("Restore another generation (\"lifeboat-cli list\"), and keep this one for study."));
}

/// What arrived, against what its metadata promise.
Result<void> compare(const BackupEntry &entry, const BackupMetadata &promised,
                     const OpeningSink::Outcome &arrived)
{
    if (!promised.objectSha256.isEmpty() && promised.objectSha256 != arrived.objectSha256)
        return mismatch(entry, Text::tr("its bytes do not match their recorded checksum"));
    if (!promised.contentSha256.isEmpty() && promised.contentSha256 != arrived.contentSha256)
        return mismatch(entry, Text::tr("the database in it does not match its recorded checksum"));
    if (promised.databaseSize > 0 && promised.databaseSize != arrived.contentSize) {
        return mismatch(entry,
                        Text::tr("the database in it has %1 instead of %2")
                            .arg(formatBytes(arrived.contentSize), formatBytes(promised.databaseSize)));
    }
    return {};
}

} // namespace

Result<FetchedBackup> fetchBackup(ObjectStore &store, const BackupEntry &entry, const SecretBytes &key,
                                  const QStringList &bases, const JobControl &control)
{
    auto workspace = Workspace::open(bases, entry.size);
    if (!workspace)
        return fail(workspace.error());
    FetchedBackup fetched;
    fetched.workspace = std::move(*workspace);
    fetched.file = fetched.workspace->path(u"fetched.db"_s);
    fetched.entry = entry;

    control.enter(Stage::Download, entry.size);
    auto sink = OpeningSink::create(fetched.file, key);
    if (!sink)
        return fail(sink.error());
    GetRequest request;
    request.key = entry.key;
    request.cancel = control.cancel;
    request.progress = control.bytes(Stage::Download);
    const auto info = store.get(request, **sink);
    if (!info)
        return fail(info.error());
    fetched.metadata = fromObjectMetadata(info->metadata);
    const auto arrived = (*sink)->finish();
    if (!arrived)
        return fail(arrived.error());
    fetched.databaseSize = arrived->contentSize;
    fetched.contentSha256 = arrived->contentSha256;
    fetched.sealed = arrived->sealed;
    fetched.checksumCompared = !fetched.metadata.objectSha256.isEmpty();

    control.enter(Stage::Check, fetched.databaseSize);
    if (const auto same = compare(entry, fetched.metadata, *arrived); !same)
        return fail(same.error());
    const auto integrity = checkIntegrity(fetched.file, OpenAs::Private, control.cancel);
    if (!integrity)
        return fail(integrity.error());
    fetched.integrity = *integrity;
    return fetched;
}

} // namespace lifeboat
