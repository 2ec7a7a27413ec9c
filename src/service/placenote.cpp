// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/placenote.h"

#include "engine/workspace.h"
#include "service/folderlock.h"
#include "sqlite/swap.h"
#include "storage/folder/systemcalls.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdlib>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestPath = 8192;

QString notesFolder(const QString &stateFolder)
{
    return stateFolder + u"/places"_s;
}

} // namespace

PlaceNote::PlaceNote(const QString &folder, const QString &stateFolder) : m_folder(folder)
{
    const QString notes = notesFolder(stateFolder);
    const FileDescriptor lock = makeAndLockFolder(notes);
    if (!lock.isOpen())
        return;
    QByteArray path = QFile::encodeName(notes + u"/XXXXXX"_s);
    m_file = ::mkostemp(path.data(), O_CLOEXEC);
    if (m_file < 0)
        return;
    m_path = QFile::decodeName(path);
    ::flock(m_file, LOCK_EX | LOCK_NB);
    const QByteArray text = QFile::encodeName(folder);
    if (SystemCalls().write(m_file, text) == 0)
        makeDurable(m_file, lock);
    else
        ::unlink(path.constData()); // a part of a path is another path
}

PlaceNote::~PlaceNote()
{
    if (m_file < 0)
        return;
    // What a failing disk did not let the run remove is for the next command, as if the run were dead.
    const bool isTidy =
        !QFileInfo::exists(workspaceBases({}, m_folder).constLast()) && unfinishedSwapsIn(m_folder).isEmpty();
    if (isTidy)
        ::unlink(QFile::encodeName(m_path).constData());
    ::close(m_file);
}

void PlaceNote::visitAbandoned(const std::function<bool(const QString &folder)> &tidy,
                               const QString &stateFolder)
{
    const QString notes = notesFolder(stateFolder);
    const FileDescriptor lock = lockFolder(notes);
    if (!lock.isOpen())
        return;
    for (const QString &name : QDir(notes).entryList(QDir::Files | QDir::Hidden)) {
        const QByteArray path = QFile::encodeName(notes + u'/' + name);
        const FileDescriptor note(::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        if (!note.isOpen() || ::flock(note.get(), LOCK_EX | LOCK_NB) != 0)
            continue;
        QByteArray text(longestPath, Qt::Uninitialized);
        const ssize_t size = ::read(note.get(), text.data(), static_cast<std::size_t>(text.size()));
        text.truncate(std::max<ssize_t>(size, 0));
        const QString folder = QFile::decodeName(text);
        if (!QDir::isAbsolutePath(folder) || tidy(folder))
            ::unlink(path.constData());
    }
}

} // namespace lifeboat
