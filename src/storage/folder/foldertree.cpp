// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/foldertree.h"

#include "base/text.h"
#include "storage/folder/foldererror.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int openFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

QList<QByteArray> segmentsOf(QByteArrayView path)
{
    return path.isEmpty() ? QList<QByteArray>() : path.toByteArray().split('/');
}

/// The folder part and the name of a file's path.
std::pair<QByteArrayView, QByteArray> splitName(QByteArrayView path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return {path.first(std::max<qsizetype>(slash, 0)), path.sliced(slash + 1).toByteArray()};
}

Result<FileDescriptor> openParent(const QString &root)
{
    const QString parentPath = QFileInfo(root).absolutePath();
    FileDescriptor parent(::open(QFile::encodeName(parentPath).constData(), openFolderFlags));
    if (!parent.isOpen()) {
        return fail(ErrorCode::NotFound, u"folder.open"_s,
                    Text::tr("The destination %1 is not there, and neither is %2.").arg(root, parentPath),
                    Text::tr("Is the disk mounted? Otherwise create the folder or correct the path."));
    }
    return parent;
}

Result<FileDescriptor> createRoot(const QString &root, const SystemCalls &calls)
{
    auto opened = openParent(root);
    if (!opened)
        return opened;
    const FileDescriptor parent = std::move(*opened);
    const QByteArray name = QFile::encodeName(QFileInfo(root).fileName());
    int error = calls.makeFolder(parent.get(), name);
    if (error == 0)
        error = calls.syncFolder(parent.get());
    if (error != 0 && error != EEXIST)
        return fail(systemError(u"folder.open"_s, error, Text::tr("Cannot create the folder %1").arg(root)));
    FileDescriptor folder(::openat(parent.get(), name.constData(), openFolderFlags));
    if (!folder.isOpen())
        return fail(systemError(u"folder.open"_s, errno, Text::tr("Cannot open the folder %1").arg(root)));
    return folder;
}

} // namespace

FolderTree::FolderTree(QString root, FileDescriptor folder, std::shared_ptr<const SystemCalls> calls)
    : m_root(std::move(root)), m_folder(std::move(folder)), m_calls(std::move(calls))
{
}

Result<std::unique_ptr<FolderTree>> FolderTree::open(const QString &root,
                                                     std::shared_ptr<const SystemCalls> calls)
{
    if (root.isEmpty()) {
        return fail(ErrorCode::Configuration, u"folder.open"_s, Text::tr("The destination folder is empty."),
                    Text::tr("Give the path of a folder."));
    }
    const QString path = QDir::cleanPath(QDir::current().absoluteFilePath(root));
    FileDescriptor folder(::open(QFile::encodeName(path).constData(), openFolderFlags));
    if (!folder.isOpen() && errno == ENOENT) {
        // Not made for somebody who only looks: it may lie on a disk that is not mounted.
        if (const auto parent = openParent(path); !parent)
            return fail(parent.error());
        if (QFileInfo(path).isSymLink()) // to where nothing is
            return fail(
                systemError(u"folder.open"_s, ENOENT, Text::tr("Cannot open the folder %1").arg(path)));
    } else if (!folder.isOpen()) {
        return fail(systemError(u"folder.open"_s, errno, Text::tr("Cannot open the folder %1").arg(path)));
    }
    return std::unique_ptr<FolderTree>(new FolderTree(path, std::move(folder), std::move(calls)));
}

QString FolderTree::shown(QByteArrayView path) const
{
    return m_root + u'/' + QString::fromUtf8(path);
}

FileDescriptor FolderTree::step(int folder, const QByteArray &name) const
{
    return FileDescriptor(::openat(folder, name.constData(), openFolderFlags | O_NOFOLLOW));
}

FileDescriptor FolderTree::openRoot() const
{
    if (!m_folder.isOpen())
        m_folder = FileDescriptor(::open(QFile::encodeName(m_root).constData(), openFolderFlags));
    return m_folder.isOpen() ? step(m_folder.get(), "."_ba) : FileDescriptor();
}

Result<std::optional<FileDescriptor>> FolderTree::findFolder(QByteArrayView path) const
{
    FileDescriptor folder = openRoot();
    for (const QByteArray &segment : segmentsOf(path)) {
        if (!folder.isOpen())
            break;
        folder = step(folder.get(), segment);
    }
    if (folder.isOpen())
        return std::optional(std::move(folder));
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG)
        return std::optional<FileDescriptor>();
    return fail(systemError(u"folder.open"_s, errno, Text::tr("Cannot open the folder %1").arg(shown(path))));
}

Result<FileDescriptor> FolderTree::makeFolder(QByteArrayView path) const
{
    const auto failed = [&](int error) {
        return fail(
            systemError(u"folder.create"_s, error, Text::tr("Cannot create the folder %1").arg(shown(path))));
    };
    FileDescriptor folder = openRoot();
    if (!m_folder.isOpen() && errno == ENOENT) {
        auto created = createRoot(m_root, *m_calls);
        if (!created)
            return created;
        m_folder = std::move(*created);
        folder = step(m_folder.get(), "."_ba);
    }
    if (!folder.isOpen())
        return failed(errno);
    for (const QByteArray &segment : segmentsOf(path)) {
        FileDescriptor child = step(folder.get(), segment);
        if (!child.isOpen() && errno == ENOENT) {
            int error = m_calls->makeFolder(folder.get(), segment);
            if (error == 0)
                error = m_calls->syncFolder(folder.get());
            if (error != 0 && error != EEXIST) // another Lifeboat may have made it meanwhile
                return failed(error);
            child = step(folder.get(), segment);
        }
        if (!child.isOpen())
            return failed(errno);
        folder = std::move(child);
    }
    return folder;
}

Result<std::optional<FilePlace>> FolderTree::find(QByteArrayView path) const
{
    const auto [folderPath, name] = splitName(path);
    auto folder = findFolder(folderPath);
    if (!folder)
        return fail(folder.error());
    if (!*folder)
        return std::optional<FilePlace>();
    return std::optional(FilePlace{std::move(**folder), name});
}

Result<FilePlace> FolderTree::make(QByteArrayView path) const
{
    const auto [folderPath, name] = splitName(path);
    auto folder = makeFolder(folderPath);
    if (!folder)
        return fail(folder.error());
    return FilePlace{std::move(*folder), name};
}

Result<void> FolderTree::syncFolder(const FilePlace &place, QByteArrayView path) const
{
    if (const int error = m_calls->syncFolder(place.folder.get()); error != 0) {
        return fail(systemError(u"folder.sync"_s, error,
                                Text::tr("Cannot make sure that %1 is on the disk").arg(shown(path))));
    }
    return {};
}

Result<bool> FolderTree::removeFile(const FilePlace &place, QByteArrayView path) const
{
    const int error = m_calls->removeFile(place.folder.get(), place.name);
    if (error == 0)
        return true;
    // A folder of that name is no object either; Linux says EISDIR for it.
    if (error == ENOENT || error == EISDIR || error == ENOTDIR || error == ENAMETOOLONG)
        return false;
    return fail(systemError(u"folder.remove"_s, error, Text::tr("Cannot remove %1").arg(shown(path))));
}

} // namespace lifeboat
