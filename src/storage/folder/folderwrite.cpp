// SPDX-License-Identifier: GPL-3.0-or-later
// The writing half of FolderStore: put() and the clearing away of what killed writers left.
#include "storage/folder/folderstoreimpl.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/folder/commitlock.h"
#include "storage/folder/foldererror.h"
#include "storage/folder/folderlisting.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 blockSize = 1024 * 1024;

} // namespace

Result<void> FolderStore::put(const PutRequest &request, BlockSource &body)
{
    const auto path = pathOf(request.key);
    if (!path)
        return fail(path.error());
    if (const auto valid = validateMetadata(request.metadata); !valid)
        return valid;
    if (const auto going = request.cancel.check(u"folder.put"_s); !going)
        return going;
    if (request.createOnly) {
        // Decided under the lock in commit(); asked here too, not to copy gigabytes for nothing.
        const auto taken = exists(*path);
        if (!taken)
            return fail(taken.error());
        if (*taken) {
            return fail(ErrorCode::AlreadyExists, u"folder.put"_s,
                        Text::tr("%1 exists already and is not replaced.").arg(m_tree->shown(*path)));
        }
    }
    auto file = TemporaryFile::create(*m_tree, request.key);
    if (!file)
        return fail(file.error());
    if (const auto received = receive(request, body, *file); !received)
        return received;
    auto committed = commit(request, body.size(), *path, *file);
    if (!committed)
        return committed;
    if (m_memory)
        m_memory->noteUsed(m_tree->root());
    removeAbandoned();
    return {};
}

/// What killed writers left of any key, the small ones that nobody asks to be cleared away among them. It is
/// in nobody's way: what cannot be removed now stays for the next.
void FolderStore::removeAbandoned() const
{
    const auto entries = readFolder(*m_tree, temporaryFolder);
    auto folder = m_tree->findFolder(temporaryFolder);
    if (!entries || !folder || !*folder)
        return;
    FilePlace place{std::move(**folder), {}};
    for (const FolderEntry &entry : *entries) {
        place.name = entry.name;
        if (!entry.isFolder())
            (void)removeIfAbandoned(*m_tree, place, QDateTime::currentDateTimeUtc());
    }
}

Result<void> FolderStore::receive(const PutRequest &request, BlockSource &body, TemporaryFile &file) const
{
    const qint64 size = body.size();
    QByteArray buffer(std::min(blockSize, size), Qt::Uninitialized);
    for (qint64 done = 0; done < size;) {
        if (const auto going = request.cancel.check(u"folder.put"_s); !going)
            return going;
        const auto count = body.read(buffer.data(), std::min<qint64>(buffer.size(), size - done));
        if (!count)
            return fail(count.error());
        if (*count <= 0) {
            return fail(ErrorCode::Io, u"folder.put"_s,
                        Text::tr("The data for %1 ended after %2 of %3.")
                            .arg(request.key, formatBytes(done), formatBytes(size)));
        }
        if (const auto written = file.write(QByteArrayView(buffer.constData(), *count)); !written)
            return written;
        done += *count;
        if (request.progress)
            request.progress(done, size);
    }
    return file.finish();
}

Result<void> FolderStore::commit(const PutRequest &request, qint64 size, const QByteArray &path,
                                 TemporaryFile &file) const
{
    const auto lock = CommitLock::take(*m_tree, request.cancel);
    if (!lock)
        return fail(lock.error());
    const auto existed = exists(path);
    if (!existed)
        return fail(existed.error());
    if (*existed && request.createOnly) {
        return fail(ErrorCode::AlreadyExists, u"folder.put"_s,
                    Text::tr("%1 exists already and is not replaced.").arg(m_tree->shown(path)));
    }
    // Metadata first: whoever sees the object sees all of it.
    auto done = writeSidecar(request, size, path);
    if (done)
        done = placeObject(path, file, !request.createOnly);
    if (!done && !*existed) {
        // The error that is reported is the first one; what cannot be removed either is litter without a
        // name.
        (void)removePath(path);
        (void)removePath(sidecarPathOf(path));
    }
    return done;
}

Result<void> FolderStore::placeObject(const QByteArray &path, TemporaryFile &file, bool replace) const
{
    const auto place = m_tree->make(path);
    if (!place)
        return fail(place.error());
    if (const auto moved = file.moveTo(*place, path, replace); !moved)
        return moved;
    return m_tree->syncFolder(*place, path);
}

Result<void> FolderStore::writeSidecar(const PutRequest &request, qint64 size, const QByteArray &path) const
{
    const QString type = request.contentType.isEmpty() ? u"application/octet-stream"_s : request.contentType;
    auto file = TemporaryFile::create(*m_tree, request.key);
    if (!file)
        return fail(file.error());
    if (const auto written = file->write(sidecarBytes({size, type, request.metadata})); !written)
        return written;
    if (const auto finished = file->finish(); !finished)
        return finished;
    return placeObject(sidecarPathOf(path), *file, true);
}

Result<int> FolderStore::removeUnfinished(const QString &prefix, const QDateTime &olderThan,
                                          const CancelToken &cancel)
{
    const auto root = m_tree->findFolder({});
    if (!root)
        return fail(root.error());
    if (!*root)
        return 0;
    const auto lock = CommitLock::take(*m_tree, cancel);
    if (!lock)
        return fail(lock.error());
    const auto files = removeOldFiles(
        temporaryFolder.toByteArray(), olderThan, cancel,
        [&](const QByteArray &name) -> Result<bool> { return matchesTemporary(name, prefix); });
    if (!files)
        return files;
    // A process killed between the two steps of a commit leaves metadata of an object that never came.
    const auto sidecars = removeOldSidecars({}, prefix.toUtf8(), olderThan, cancel);
    if (!sidecars)
        return sidecars;
    return *files + *sidecars;
}

Result<int> FolderStore::removeOldSidecars(const QByteArray &folder, const QByteArray &prefix,
                                           const QDateTime &olderThan, const CancelToken &cancel) const
{
    const QByteArray path = (metadataFolder.toByteArray() + '/' + folder).chopped(1);
    const auto entries = readFolder(*m_tree, path);
    if (!entries)
        return fail(entries.error());
    int removed = 0;
    for (const FolderEntry &entry : *entries) {
        const QByteArray below = folder + entry.name;
        if (!entry.isFolder() || !(below.startsWith(prefix) || prefix.startsWith(below)))
            continue;
        const auto inner = removeOldSidecars(below, prefix, olderThan, cancel);
        if (!inner)
            return inner;
        removed += *inner;
    }
    const auto here = removeOldFiles(path, olderThan, cancel, [&](const QByteArray &name) -> Result<bool> {
        const QByteArray key = folder + name.chopped(std::min(name.size(), sidecarSuffix.size()));
        if (!name.endsWith(sidecarSuffix) || !key.startsWith(prefix))
            return false;
        const auto used = exists(key);
        if (!used)
            return fail(used.error());
        return !*used;
    });
    if (!here)
        return here;
    return removed + *here;
}

Result<int> FolderStore::removeOldFiles(const QByteArray &folder, const QDateTime &olderThan,
                                        const CancelToken &cancel,
                                        const std::function<Result<bool>(const QByteArray &)> &isOurs) const
{
    const auto entries = readFolder(*m_tree, folder);
    if (!entries)
        return fail(entries.error());
    auto descriptor = m_tree->findFolder(folder);
    if (!descriptor)
        return fail(descriptor.error());
    if (!*descriptor)
        return 0;
    FilePlace place{std::move(**descriptor), {}};
    int removed = 0;
    for (const FolderEntry &entry : *entries) {
        if (const auto going = cancel.check(u"folder.cleanup"_s); !going)
            return fail(going.error());
        struct stat status = {};
        place.name = entry.name;
        if (entry.isFolder()
            || ::fstatat(place.folder.get(), place.name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0
            || objectInfo({}, status).lastModified >= olderThan)
            continue;
        const auto ours = isOurs(entry.name);
        if (!ours)
            return fail(ours.error());
        const auto gone = *ours ? m_tree->removeFile(place, folder + '/' + entry.name) : false;
        if (!gone)
            return fail(gone.error());
        removed += *gone ? 1 : 0;
    }
    return removed;
}

} // namespace lifeboat
