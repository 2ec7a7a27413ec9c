// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/downloadjob.h"

#include "base/format.h"
#include "base/text.h"
#include "engine/backupmetadata.h"
#include "engine/filestreams.h"
#include "engine/listedsize.h"
#include "engine/placefile.h"
#include "engine/workspace.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype blockSize = 1 << 20;

/// The workspace lies beside the destination, so that putting the file in place is one rename.
Result<std::unique_ptr<Workspace>> workspaceFor(const QString &path, qint64 bytes, bool replace)
{
    const QFileInfo info(path);
    if (info.exists() && !replace) {
        return fail(ErrorCode::AlreadyExists, u"file.place"_s, Text::tr("%1 exists already.").arg(path),
                    Text::tr("Choose another name, or overwrite it with --force."));
    }
    if (!QFileInfo(info.absolutePath()).isDir()) {
        return fail(ErrorCode::NotFound, u"file.place"_s,
                    Text::tr("The folder %1 does not exist.").arg(info.absolutePath()));
    }
    return Workspace::open({workspaceBases({}, info.absolutePath()).constLast()}, bytes);
}

} // namespace

Result<SavedFile> saveObject(ObjectStore &store, const BackupEntry &entry, const QString &path, bool replace,
                             const JobControl &control)
{
    const auto workspace = workspaceFor(path, entry.size, replace);
    if (!workspace)
        return fail(workspace.error());
    const QString part = (*workspace)->path(u"object"_s);
    auto sink = FileSink::create(part);
    if (!sink)
        return fail(sink.error());
    control.enter(Stage::Download, entry.size);
    GetRequest request;
    request.key = entry.key;
    request.cancel = control.cancel;
    request.progress = control.bytes(Stage::Download);
    Sha256 hash;
    HashingSink hashing(**sink, hash);
    ListedSizeSink listed(hashing, entry);
    const auto info = store.get(request, listed);
    if (!info)
        return fail(info.error());
    if (const auto whole = listed.finish(); !whole)
        return fail(whole.error());
    (*sink)->finish();
    const QString digest = QString::fromLatin1(hash.finish().toHex());
    const QString promised = fromObjectMetadata(info->metadata).objectSha256;
    if (!promised.isEmpty() && promised != digest) {
        return fail(ErrorCode::Corrupt, u"backup.check"_s,
                    Text::tr("%1 is damaged: its bytes do not match their recorded checksum.").arg(entry.key),
                    Text::tr("Take another generation (\"lifeboat-cli list\")."));
    }
    if (const auto placed = placeFile(part, path, replace); !placed)
        return fail(placed.error());
    return SavedFile{path, (*sink)->size(), digest, entry.sealed};
}

Result<SavedFile> decryptFile(const QString &in, const QString &out, const SecretBytes &key, bool replace,
                              const JobControl &control)
{
    auto source = FileSource::open(in);
    if (!source)
        return fail(source.error());
    const auto workspace = workspaceFor(out, (*source)->size(), replace);
    if (!workspace)
        return fail(workspace.error());
    const QString part = (*workspace)->path(u"opened.db"_s);
    auto sink = OpeningSink::create(part, key);
    if (!sink)
        return fail(sink.error());
    control.enter(Stage::Check, (*source)->size());
    const ByteProgress progress = control.bytes(Stage::Check);
    QByteArray block(blockSize, Qt::Uninitialized);
    for (qint64 done = 0;;) {
        if (const auto go = control.cancel.check(u"decrypt"_s); !go)
            return fail(go.error());
        const auto count = (*source)->read(block.data(), block.size());
        if (!count)
            return fail(count.error());
        if (*count == 0)
            break;
        if (const auto written = (*sink)->write(QByteArrayView(block).first(*count)); !written)
            return fail(written.error());
        done += *count;
        if (progress)
            progress(done, (*source)->size());
    }
    const auto opened = (*sink)->finish();
    if (!opened)
        return fail(opened.error());
    const auto content = FileSource::open(part);
    if (!content)
        return fail(content.error());
    const auto digest = digestOf(**content, u"decrypt"_s, control.cancel);
    if (!digest)
        return fail(digest.error());
    if (const auto placed = placeFile(part, out, replace); !placed)
        return fail(placed.error());
    return SavedFile{out, opened->contentSize, *digest, opened->sealed};
}

} // namespace lifeboat
