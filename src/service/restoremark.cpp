// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/restoremark.h"

#include "service/folderlock.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestMark = 16 * 1024;

QString marksFolder(const QString &stateFolder)
{
    return stateFolder + u"/restoring"_s;
}

QString markOf(const Profile &profile, const QString &stateFolder)
{
    const QString canonical = QFileInfo(profile.configFile).canonicalFilePath();
    const QByteArray file = QFile::encodeName(canonical.isEmpty() ? profile.configFile : canonical);
    const QByteArray digest = QCryptographicHash::hash(file, QCryptographicHash::Sha256).toHex().first(32);
    return marksFolder(stateFolder) + u'/' + QString::fromLatin1(digest);
}

RestoreMark::Interrupted read(int file)
{
    QByteArray text(longestMark, Qt::Uninitialized);
    const ssize_t size = ::pread(file, text.data(), static_cast<std::size_t>(text.size()), 0);
    text.truncate(std::max<ssize_t>(size, 0));
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    return {json[u"target"].toString(), json[u"done"].toBool()};
}

} // namespace

RestoreMark::RestoreMark(const Profile &profile, const QString &target, const QString &stateFolder)
    : m_target(target), m_path(markOf(profile, stateFolder))
{
    const FileDescriptor lock = makeAndLockFolder(marksFolder(stateFolder));
    if (!lock.isOpen())
        return;
    FileDescriptor file(
        ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen() || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return;
    m_file = std::move(file);
    write(false);
    makeDurable(m_file.get(), lock);
}

RestoreMark::~RestoreMark()
{
    if (m_file.isOpen())
        ::unlink(QFile::encodeName(m_path).constData());
}

void RestoreMark::noteDone()
{
    if (m_file.isOpen())
        write(true);
}

void RestoreMark::write(bool done)
{
    const QByteArray text =
        QJsonDocument(QJsonObject{{u"target"_s, m_target}, {u"done"_s, done}}).toJson(QJsonDocument::Compact);
    // A mark that was cut off says nothing of how it went, and that is taken for the worse.
    if (::ftruncate(m_file.get(), 0) == 0 && ::lseek(m_file.get(), 0, SEEK_SET) == 0)
        (void)SystemCalls().write(m_file.get(), text);
}

void RestoreMark::visitAbandoned(const Profile &profile,
                                 const std::function<bool(const Interrupted &interrupted)> &settle,
                                 const QString &stateFolder)
{
    const QByteArray path = QFile::encodeName(markOf(profile, stateFolder));
    FileDescriptor lock = lockFolder(marksFolder(stateFolder));
    if (!lock.isOpen())
        return;
    const FileDescriptor file(::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.isOpen() || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return;
    lock.close(); // what is to be settled may take its time, and this mark is ours now
    if (settle(read(file.get())))
        ::unlink(path.constData());
}

} // namespace lifeboat
