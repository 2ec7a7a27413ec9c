// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/temporaryfile.h"

#include "base/text.h"
#include "storage/folder/foldererror.h"

#include <QRandomGenerator>
#include <QUrl>

#include <cerrno>
#include <fcntl.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// A file name takes 255 bytes; the rest is for the random part.
constexpr qsizetype encodedKeyBytes = 200;

QByteArray encodedStart(const QString &key)
{
    return QUrl::toPercentEncoding(key).left(encodedKeyBytes);
}

QByteArray randomName(const QString &key)
{
    const quint64 random = QRandomGenerator::system()->generate64();
    return encodedStart(key) + '.' + QByteArray::number(random, 16).rightJustified(16, '0') + ".part";
}

} // namespace

Result<TemporaryFile> TemporaryFile::create(const FolderTree &tree, const QString &key)
{
    auto folder = tree.makeFolder(temporaryFolder);
    if (!folder)
        return fail(folder.error());
    FilePlace place{std::move(*folder), randomName(key)};
    FileDescriptor file(::openat(place.folder.get(), place.name.constData(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen()) {
        return fail(systemError(u"folder.put"_s, errno,
                                Text::tr("Cannot create a file in %1").arg(tree.shown(temporaryFolder))));
    }
    return TemporaryFile(tree, std::move(place), std::move(file));
}

TemporaryFile::~TemporaryFile()
{
    m_file.close();
    if (m_place.folder.isOpen())
        (void)m_tree->calls().removeFile(m_place.folder.get(), m_place.name); // else removeUnfinished() will
}

Error TemporaryFile::writeError(int number) const
{
    return systemError(u"folder.put"_s, number, Text::tr("Cannot write in %1").arg(m_tree->root()));
}

Result<void> TemporaryFile::write(QByteArrayView block)
{
    if (const int error = m_tree->calls().write(m_file.get(), block); error != 0)
        return fail(writeError(error));
    return {};
}

Result<void> TemporaryFile::finish()
{
    if (const int error = m_tree->calls().syncFile(m_file.get()); error != 0)
        return fail(writeError(error));
    if (const int error = m_file.close(); error != 0)
        return fail(writeError(error));
    return {};
}

Result<void> TemporaryFile::moveTo(const FilePlace &target, QByteArrayView path, bool replace)
{
    const SystemCalls &calls = m_tree->calls();
    const int from = m_place.folder.get();
    const int to = target.folder.get();
    const int error = replace ? calls.rename(from, m_place.name, to, target.name)
                              : calls.renameNew(from, m_place.name, to, target.name);
    if (error == EEXIST && !replace) {
        return fail(ErrorCode::AlreadyExists, u"folder.put"_s,
                    Text::tr("%1 exists already and is not replaced.").arg(m_tree->shown(path)));
    }
    if (error != 0) {
        return fail(systemError(u"folder.put"_s, error,
                                Text::tr("Cannot move the finished file to %1").arg(m_tree->shown(path))));
    }
    m_place.folder.close();
    return {};
}

bool matchesTemporary(QByteArrayView fileName, const QString &prefix)
{
    return fileName.endsWith(".part") && fileName.startsWith(encodedStart(prefix));
}

} // namespace lifeboat
