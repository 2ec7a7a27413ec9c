// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/folderlisting.h"

#include "base/text.h"
#include "storage/folder/foldererror.h"

#include <QTimeZone>

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype pageSize = 1000;
constexpr qsizetype maxKeyBytes = 1024; // deeper folders cannot hold objects of ours

struct CloseFolder
{
    void operator()(DIR *folder) const { ::closedir(folder); }
};

/// Absent for what is neither file nor folder, or is gone.
std::optional<FolderEntry> entryOf(int folder, const dirent &entry)
{
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN) {
        struct stat status = {};
        if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
            type = S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_UNKNOWN;
    }
    const QByteArray name(entry.d_name);
    if (type == DT_REG)
        return FolderEntry{name};
    if (type == DT_DIR && name != "." && name != "..")
        return FolderEntry{name + '/'};
    return std::nullopt;
}

} // namespace

Result<QList<FolderEntry>> readFolder(const FolderTree &tree, QByteArrayView folder)
{
    const auto failed = [&](int error) {
        return fail(systemError(u"folder.list"_s, error, Text::tr("Cannot list %1").arg(tree.shown(folder))));
    };
    const auto descriptor = tree.findFolder(folder);
    if (!descriptor)
        return fail(descriptor.error());
    QList<FolderEntry> entries;
    if (!*descriptor)
        return entries;
    // fdopendir() takes the descriptor over, and RAII has it already.
    const int own = ::fcntl((*descriptor)->get(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, CloseFolder> stream(own < 0 ? nullptr : ::fdopendir(own));
    if (!stream)
        return failed(errno);
    for (;;) {
        errno = 0;
        const dirent *entry = ::readdir(stream.get());
        if (!entry)
            break;
        if (auto known = entryOf(own, *entry))
            entries.append(std::move(*known));
    }
    if (errno != 0)
        return failed(errno);
    std::sort(entries.begin(), entries.end(),
              [](const FolderEntry &a, const FolderEntry &b) { return a.name < b.name; });
    return entries;
}

ObjectInfo objectInfo(const QString &key, const struct stat &status)
{
    const qint64 seconds = status.st_mtim.tv_sec;
    const qint64 nanoseconds = status.st_mtim.tv_nsec;
    ObjectInfo info;
    info.key = key;
    info.size = status.st_size;
    info.lastModified = QDateTime::fromMSecsSinceEpoch(seconds * 1000 + nanoseconds / 1'000'000, Qt::UTC);
    info.etag = QString::number(seconds, 16) + u'-' + QString::number(nanoseconds, 16) + u'-'
                + QString::number(info.size, 16);
    return info;
}

bool isReserved(QByteArrayView key)
{
    const qsizetype slash = key.indexOf('/');
    const QByteArrayView first = slash < 0 ? key : key.first(slash);
    return first.compare(ownFolder, Qt::CaseInsensitive) == 0;
}

FolderListing::FolderListing(const FolderTree &tree, QByteArray prefix, QByteArray after, CancelToken cancel)
    : m_tree(tree), m_prefix(std::move(prefix)), m_after(std::move(after)), m_cancel(std::move(cancel))
{
}

Result<ListPage> FolderListing::nextPage()
{
    const Result<bool> complete = visit({});
    if (!complete)
        return fail(complete.error());
    if (!*complete)
        m_page.next = m_page.objects.constLast().key;
    return std::move(m_page);
}

bool FolderListing::mayHold(const QByteArray &folder) const
{
    const bool meetsPrefix = folder.startsWith(m_prefix) || m_prefix.startsWith(folder);
    const bool reachesBeyond = folder >= m_after || m_after.startsWith(folder);
    return meetsPrefix && reachesBeyond && !isReserved(folder) && folder.size() <= maxKeyBytes;
}

Result<bool> FolderListing::visit(const QByteArray &folder)
{
    const QByteArrayView path = QByteArrayView(folder).chopped(folder.isEmpty() ? 0 : 1);
    const auto entries = readFolder(m_tree, path);
    if (!entries) {
        // Every ext4 disk has one, and only root may look into it.
        if (folder == "lost+found/" && entries.error().code == ErrorCode::PermissionDenied)
            return true;
        return fail(entries.error());
    }
    FilePlace place;
    if (auto descriptor = m_tree.findFolder(path); !descriptor)
        return fail(descriptor.error());
    else if (*descriptor)
        place.folder = std::move(**descriptor);
    for (const FolderEntry &entry : *entries) {
        if (const auto going = m_cancel.check(u"folder.list"_s); !going)
            return fail(going.error());
        const QByteArray key = folder + entry.name;
        Result<bool> room = true;
        if (!entry.isFolder()) {
            place.name = entry.name;
            room = visitFile(place, key);
        } else if (mayHold(key)) {
            room = visit(key);
        }
        if (!room || !*room)
            return room;
    }
    return true;
}

Result<bool> FolderListing::visitFile(const FilePlace &place, const QByteArray &key)
{
    if (!key.startsWith(m_prefix) || key <= m_after || isReserved(key))
        return true;
    const QString name = QString::fromUtf8(key);
    if (name.toUtf8() != key || !validateKey(name))
        return true; // not a key, so not one of ours
    struct stat status = {};
    if (::fstatat(place.folder.get(), place.name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT)
            return true;
        return fail(systemError(u"folder.list"_s, errno, Text::tr("Cannot read %1").arg(m_tree.shown(key))));
    }
    if (m_page.objects.size() == pageSize)
        return false;
    m_page.objects.append(objectInfo(name, status));
    return true;
}

} // namespace lifeboat
