// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/folderstoreimpl.h"

#include "base/text.h"
#include "storage/folder/commitlock.h"
#include "storage/folder/foldererror.h"
#include "storage/folder/folderlisting.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 blockSize = 1024 * 1024;

/// read() that goes on after signals and short reads; -1 with errno set, or the bytes read.
qint64 readAt(int file, char *buffer, qint64 count, qint64 offset)
{
    qint64 done = 0;
    while (done < count) {
        const ssize_t got =
            ::pread(file, buffer + done, static_cast<std::size_t>(count - done), offset + done);
        if (got == 0)
            break;
        if (got > 0)
            done += got;
        else if (errno != EINTR)
            return -1;
    }
    return done;
}

/// `range` inside an object of `size` bytes, or the whole of it.
Result<ByteRange> effectiveRange(const GetRequest &request, qint64 size)
{
    if (!request.range)
        return ByteRange{0, size};
    const ByteRange range = *request.range;
    if (range.offset < 0 || range.length < 1 || range.offset > size - range.length) {
        return fail(ErrorCode::Usage, u"folder.get"_s,
                    Text::tr("The object %1 has %2 bytes; bytes %3 to %4 were asked for.")
                        .arg(request.key)
                        .arg(size)
                        .arg(range.offset)
                        .arg(range.offset + range.length - 1));
    }
    return range;
}

} // namespace

Result<std::unique_ptr<ObjectStore>> openFolderStore(const QString &root,
                                                     std::shared_ptr<FolderMemory> memory)
{
    auto opened = FolderTree::open(root, std::make_shared<SystemCalls>());
    if (!opened)
        return fail(opened.error());
    std::unique_ptr<FolderTree> tree = std::move(*opened);
    if (memory && !tree->isThere() && memory->wasUsed(tree->root())) {
        return fail(
            ErrorCode::NotFound, u"folder.open"_s,
            Text::tr("The destination %1 is not there, although it was used before.").arg(tree->root()),
            Text::tr("Is the disk mounted? Otherwise create the folder or correct the path."));
    }
    if (memory && tree->isThere()) {
        const auto own = tree->findFolder(ownFolder);
        if (own && *own)
            memory->noteUsed(tree->root());
    }
    return std::make_unique<FolderStore>(std::move(tree), std::move(memory));
}

QString FolderStore::displayName() const
{
    return Text::tr("folder %1").arg(m_tree->root());
}

Result<QByteArray> FolderStore::pathOf(const QString &key) const
{
    if (const auto valid = validateKey(key); !valid)
        return fail(valid.error());
    QByteArray path = key.toUtf8();
    if (isReserved(path)) {
        return fail(ErrorCode::Usage, u"folder.key"_s,
                    Text::tr("Keys in %1 are Lifeboat's own.").arg(QString::fromUtf8(ownFolder)),
                    Text::tr("Choose another key."));
    }
    return path;
}

Result<FolderStore::OpenObject> FolderStore::openObject(const QString &key) const
{
    const auto path = pathOf(key);
    if (!path)
        return fail(path.error());
    const auto notFound = [&] {
        return fail(ErrorCode::NotFound, u"folder.open"_s,
                    Text::tr("There is no %1 in %2.").arg(key, displayName()));
    };
    const auto failed = [&](int error) {
        return fail(
            systemError(u"folder.open"_s, error, Text::tr("Cannot open %1").arg(m_tree->shown(*path))));
    };
    const auto place = m_tree->find(*path);
    if (!place)
        return fail(place.error());
    if (!*place)
        return notFound();
    // Not to wait for a writer when somebody left a named pipe there.
    OpenObject object;
    object.file = FileDescriptor(::openat((*place)->folder.get(), (*place)->name.constData(),
                                          O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!object.file.isOpen()) {
        const bool absent = errno == ENOENT || errno == ELOOP || errno == ENXIO || errno == ENAMETOOLONG;
        return absent ? Result<OpenObject>(notFound()) : Result<OpenObject>(failed(errno));
    }
    struct stat status = {};
    if (::fstat(object.file.get(), &status) != 0)
        return failed(errno);
    if (!S_ISREG(status.st_mode))
        return notFound();
    object.info = objectInfo(key, status);

    const auto sidecar = readSidecar(*path);
    if (!sidecar)
        return fail(sidecar.error());
    object.info.contentType = u"application/octet-stream"_s;
    if (sidecar->objectSize == object.info.size) {
        object.info.contentType = sidecar->contentType;
        object.info.metadata = sidecar->metadata;
    }
    return object;
}

Result<Sidecar> FolderStore::readSidecar(const QByteArray &path) const
{
    const QByteArray sidecarPath = sidecarPathOf(path);
    const auto place = m_tree->find(sidecarPath);
    if (!place)
        return fail(place.error());
    const Sidecar none{-1, {}, {}};
    if (!*place)
        return none;
    const FileDescriptor file(::openat((*place)->folder.get(), (*place)->name.constData(),
                                       O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.isOpen() && (errno == ENOENT || errno == ENAMETOOLONG))
        return none;
    QByteArray bytes(maxSidecarBytes, Qt::Uninitialized);
    const qint64 count = file.isOpen() ? readAt(file.get(), bytes.data(), bytes.size(), 0) : -1;
    if (count < 0) {
        return fail(systemError(u"folder.metadata"_s, errno,
                                Text::tr("Cannot read %1").arg(m_tree->shown(sidecarPath))));
    }
    bytes.truncate(count);
    return parseSidecar(bytes, m_tree->shown(sidecarPath));
}

Result<ObjectInfo> FolderStore::head(const QString &key, const CancelToken &cancel)
{
    if (const auto going = cancel.check(u"folder.head"_s); !going)
        return fail(going.error());
    auto object = openObject(key);
    if (!object)
        return fail(object.error());
    return std::move(object->info);
}

Result<ObjectInfo> FolderStore::get(const GetRequest &request, BlockSink &sink)
{
    if (const auto going = request.cancel.check(u"folder.get"_s); !going)
        return fail(going.error());
    auto object = openObject(request.key);
    if (!object)
        return fail(object.error());
    const auto range = effectiveRange(request, object->info.size);
    if (!range)
        return fail(range.error());

    QByteArray buffer(std::min(blockSize, range->length), Qt::Uninitialized);
    for (qint64 done = 0; done < range->length;) {
        if (const auto going = request.cancel.check(u"folder.get"_s); !going)
            return fail(going.error());
        const qint64 wanted = std::min<qint64>(buffer.size(), range->length - done);
        const qint64 count = readAt(object->file.get(), buffer.data(), wanted, range->offset + done);
        if (count != wanted) {
            return fail(systemError(u"folder.get"_s, count < 0 ? errno : EIO,
                                    Text::tr("Cannot read %1").arg(m_tree->shown(request.key.toUtf8()))));
        }
        if (const auto written = sink.write(QByteArrayView(buffer.constData(), count)); !written)
            return fail(written.error());
        done += count;
        if (request.progress)
            request.progress(done, range->length);
    }
    return std::move(object->info);
}

Result<ListPage> FolderStore::list(const QString &prefix, const QString &token, const CancelToken &cancel)
{
    return FolderListing(*m_tree, prefix.toUtf8(), token.toUtf8(), cancel).nextPage();
}

Result<void> FolderStore::remove(const QString &key, const CancelToken &cancel)
{
    const auto path = pathOf(key);
    if (!path)
        return fail(path.error());
    if (const auto going = cancel.check(u"folder.remove"_s); !going)
        return fail(going.error());
    const auto there = exists(*path);
    if (!there)
        return fail(there.error());
    if (!*there)
        return {};
    const auto lock = CommitLock::take(*m_tree, cancel);
    if (!lock)
        return fail(lock.error());
    // The object first: metadata without an object is litter, an object without metadata is a loss.
    if (const auto removed = removePath(*path); !removed)
        return removed;
    return removePath(sidecarPathOf(*path));
}

Result<void> FolderStore::removePath(const QByteArray &path) const
{
    const auto place = m_tree->find(path);
    if (!place)
        return fail(place.error());
    if (!*place)
        return {};
    const auto removed = m_tree->removeFile(**place, path);
    if (!removed)
        return fail(removed.error());
    return *removed ? m_tree->syncFolder(**place, path) : Result<void>();
}

Result<bool> FolderStore::exists(const QByteArray &path) const
{
    const auto place = m_tree->find(path);
    if (!place)
        return fail(place.error());
    if (!*place)
        return false;
    struct stat status = {};
    if (::fstatat((*place)->folder.get(), (*place)->name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        return true;
    if (errno == ENOENT || errno == ENAMETOOLONG)
        return false;
    return fail(systemError(u"folder.open"_s, errno, Text::tr("Cannot open %1").arg(m_tree->shown(path))));
}

} // namespace lifeboat
