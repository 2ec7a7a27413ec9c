// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault/powercut.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QStringList>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto nothing = u"-"_s;

/// What was not synced at the end.
struct Unsynced
{
    QHash<QString, QString> content; ///< number of the file's inode -> what it held, or nothing
    QHash<QString, QString> places;  ///< the same -> one of its names
    std::vector<QStringList> names;  ///< changes of names, in order
};

QString folderOf(const QString &path)
{
    return path.left(std::max(path.lastIndexOf(u'/'), qsizetype{1}));
}

bool isBelow(const QString &path, const QString &folder)
{
    return path.startsWith(folder + u'/');
}

/// A change is on the disk when the folder that a name went to was synced.
const QString &nameOf(const QStringList &change)
{
    return change[change[0] == "rename"_L1 ? 2 : 1];
}

/// `from` is `to` for good: nothing is left of how it came by its old name, and what was changed in it, being
/// a folder, has another place. Returns where `end` is then.
auto follow(std::vector<QStringList> &names, std::vector<QStringList>::iterator end, const QString &from,
            const QString &to)
{
    const auto made = std::remove_if(names.begin(), end, [&from](const QStringList &earlier) {
        return earlier[0] == "create"_L1 && earlier[1] == from;
    });
    end = names.erase(made, end);
    for (auto earlier = names.begin(); earlier != end; ++earlier) {
        for (QString &path : *earlier) {
            if (isBelow(path, from))
                path.replace(0, from.size(), to);
        }
    }
    return end;
}

/// These are on the disk; what was changed before in a folder that got another name is to be taken back
/// there.
void forget(std::vector<QStringList> &names, const QString &syncedFolder)
{
    for (auto change = names.begin(); change != names.end();) {
        if (folderOf(nameOf(*change)) != syncedFolder) {
            ++change;
            continue;
        }
        const QStringList synced = *change;
        change = names.erase(change);
        if (synced[0] == "rename"_L1)
            change = follow(names, change, synced[1], synced[2]);
        if (synced[0] == "rmdir"_L1) // and nothing is in it any more
            change = names.erase(std::remove_if(names.begin(), change,
                                                [&synced](const QStringList &earlier) {
                                                    return isBelow(nameOf(earlier), synced[1]);
                                                }),
                                 change);
    }
}

bool read(const QString &notes, const QString &home, Unsynced &unsynced)
{
    QFile file(notes + u"/changes"_s);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList change = line.split(u'\t');
        if (change[0] == "write"_L1)
            unsynced.content.insert(change[1], change[2]);
        else if (change[0] == "sync"_L1)
            unsynced.content.remove(change[1]);
        else if (change[0] == "syncfolder"_L1)
            forget(unsynced.names, change[1]);
        else if (isBelow(nameOf(change), home))
            unsynced.names.push_back(change);
    }
    return true;
}

QByteArray encoded(const QString &path)
{
    return QFile::encodeName(path);
}

bool fill(const QString &path, const QByteArray &content)
{
    const int file = ::open(encoded(path).constData(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    const bool filled =
        file >= 0
        && ::write(file, content.constData(), static_cast<std::size_t>(content.size())) == content.size();
    ::close(file);
    return filled;
}

/// All names below `folder` of files whose content is to go, those kept beside the notes included.
void find(const QString &folder, Unsynced &unsynced)
{
    const QDir dir(folder);
    for (const QString &name :
         dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
        const QString path = dir.filePath(name);
        struct stat status = {};
        if (::lstat(encoded(path).constData(), &status) != 0)
            continue;
        const QString inode = QString::number(status.st_ino);
        if (S_ISDIR(status.st_mode))
            find(path, unsynced);
        else if (S_ISREG(status.st_mode) && unsynced.content.contains(inode))
            unsynced.places.insert(inode, path);
    }
}

bool takeBack(const QStringList &change, const QString &notes)
{
    const QString &what = change[0];
    const auto rename = [](const QString &from, const QString &to) {
        return ::rename(encoded(from).constData(), encoded(to).constData()) == 0;
    };
    if (what == "create"_L1)
        return ::unlink(encoded(change[1]).constData()) == 0;
    if (what == "remove"_L1)
        return rename(notes + u'/' + change[2], change[1]);
    if (what == "rename"_L1)
        return rename(change[2], change[1])
               && (change[3] == nothing || rename(notes + u'/' + change[3], change[2]));
    if (what == "mkdir"_L1)
        return QDir(change[1]).removeRecursively(); // with what was synced in it
    return what == "rmdir"_L1 && ::mkdir(encoded(change[1]).constData(), 0700) == 0;
}

} // namespace

bool loseUnsynced(const QString &notes, const QString &home, PowerCut cut)
{
    Unsynced unsynced;
    if (!read(notes, QDir(home).canonicalPath(), unsynced))
        return false;
    find(home, unsynced);
    find(notes, unsynced);
    for (auto place = unsynced.places.cbegin(); place != unsynced.places.cend(); ++place) {
        const QString &saved = unsynced.content[place.key()];
        QFile old(notes + u'/' + saved);
        const bool known = saved == nothing || old.open(QIODevice::ReadOnly);
        if (!known || !fill(place.value(), saved == nothing ? QByteArray() : old.readAll())) {
            qWarning("cannot take back the content of %s", qPrintable(place.value()));
            return false;
        }
    }
    if (cut == PowerCut::HollowNames)
        return true;
    for (auto change = unsynced.names.crbegin(); change != unsynced.names.crend(); ++change) {
        if (!takeBack(*change, notes)) {
            qWarning("cannot take back: %s: %s", qPrintable(change->join(u' ')), std::strerror(errno));
            return false;
        }
    }
    return true;
}

} // namespace lifeboat
