// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/databaseusers.h"

#include "base/text.h"
#include "sqlite/connection.h"
#include "sqlite/databasefile.h"

#include <QFile>

#include <cstdlib>
#include <cstring>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace sqlite;

namespace {

const auto operation = u"sqlite.users"_s;
constexpr qsizetype namedAtMost = 5;

using FileId = std::pair<dev_t, ino_t>;

struct Range
{
    off_t first;
    off_t length;
};
constexpr Range mainLockBytes{0x40000000,
                              512};     // PENDING, RESERVED and SHARED: https://sqlite.org/src/file/src/os.h
constexpr Range indexLockBytes{120, 9}; // WAL locks and the dead man's switch

/// Calls `visit(name)` for every entry whose name is a number: processes in /proc, descriptors in fd/.
void forEachNumber(const QByteArray &folder, const std::function<void(qint64)> &visit)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> entries(::opendir(folder.constData()), ::closedir);
    if (!entries)
        return;
    while (const dirent *entry = ::readdir(entries.get())) {
        char *end = nullptr;
        const long number = std::strtol(entry->d_name, &end, 10);
        if (end != entry->d_name && *end == '\0')
            visit(number);
    }
}

std::optional<FileId> idOf(const QByteArray &path)
{
    struct stat status
    {
    };
    if (::stat(path.constData(), &status) != 0)
        return std::nullopt;
    return FileId{status.st_dev, status.st_ino};
}

QByteArray descriptorPath(const QByteArray &process, qint64 number)
{
    return process + "/fd/" + QByteArray::number(number);
}

void addByOpenFiles(const std::set<FileId> &files, std::set<qint64> &pids)
{
    forEachNumber("/proc"_ba, [&](qint64 pid) {
        const QByteArray process = "/proc/" + QByteArray::number(pid);
        forEachNumber(process + "/fd", [&](qint64 number) {
            const auto id = idOf(descriptorPath(process, number));
            if (id && files.contains(*id))
                pids.insert(pid);
        });
    });
}

/// A descriptor this process already has on `file`, or -1. It may only be asked about, never closed.
int ownDescriptor(const FileId &file)
{
    int found = -1;
    forEachNumber("/proc/self/fd"_ba, [&](qint64 number) {
        if (idOf(descriptorPath("/proc/self"_ba, number)) == file)
            found = static_cast<int>(number);
    });
    return found;
}

void addLockHolders(int descriptor, Range range, std::set<qint64> &pids)
{
    const off_t end = range.first + range.length;
    for (off_t at = range.first; at < end;) {
        struct flock lock
        {
        };
        lock.l_type = F_WRLCK; // conflicts with readers too
        lock.l_whence = SEEK_SET;
        lock.l_start = at;
        lock.l_len = end - at;
        if (::fcntl(descriptor, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
            return;
        pids.insert(lock.l_pid);
        at = lock.l_len == 0 ? end : std::max(at + 1, lock.l_start + lock.l_len);
    }
}

/// Programs of other users, whose open files we may not see. Only through descriptors of SQLite's: closing
/// one of our own would drop the locks another thread may have through SQLite.
Result<void> addByMainLocks(const QString &database, const FileId &file, std::set<qint64> &pids)
{
    const auto connection = Connection::open(database, Access::ReadOnly, operation);
    if (!connection)
        return fail(connection.error());
    if (const int descriptor = ownDescriptor(file); descriptor >= 0)
        addLockHolders(descriptor, mainLockBytes, pids);
    return {};
}

void addByIndexLocks(const QString &index, std::set<qint64> &pids)
{
    const auto file = idOf(QFile::encodeName(index));
    if (!file)
        return;
    if (const int descriptor = ownDescriptor(*file); descriptor >= 0)
        return addLockHolders(descriptor, indexLockBytes, pids);
    const Descriptor descriptor(index, O_RDONLY);
    if (descriptor.isOpen())
        addLockHolders(descriptor.number(), indexLockBytes, pids);
}

QString programOf(qint64 pid)
{
    QFile file(u"/proc/%1/comm"_s.arg(pid));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

} // namespace

Result<QList<DatabaseUser>> findDatabaseUsers(const QString &database)
{
    const auto resolved = resolveDatabase(database, operation);
    if (!resolved) {
        Error error = resolved.error();
        error.code = ErrorCode::Io;
        return fail(std::move(error));
    }
    std::set<FileId> files;
    for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
        if (const auto id = idOf(QFile::encodeName(sidecarOf(*resolved, suffix))))
            files.insert(*id);
    }
    std::set<qint64> pids;
    addByOpenFiles(files, pids);
    if (const auto main = idOf(QFile::encodeName(*resolved))) {
        if (auto done = addByMainLocks(*resolved, *main, pids); !done) {
            Error error = done.error();
            error.code = ErrorCode::Io;
            return fail(std::move(error));
        }
    }
    addByIndexLocks(sidecarOf(*resolved, "-shm"), pids);
    pids.erase(::getpid());

    QList<DatabaseUser> users;
    for (const qint64 pid : pids)
        users += DatabaseUser{pid, programOf(pid)};
    return users;
}

namespace sqlite {

QString namesOf(const QList<DatabaseUser> &users)
{
    QStringList names;
    for (const DatabaseUser &user : users.first(std::min(users.size(), namedAtMost))) {
        if (user.pid <= 0) // in another container, or a lock without a process
            names += Text::tr("a program that cannot be named");
        else if (user.program.isEmpty())
            names += Text::tr("process %1").arg(user.pid);
        else
            names += Text::tr("%1 (process %2)").arg(user.program).arg(user.pid);
    }
    if (users.size() > namedAtMost)
        names += Text::tr("%n more", nullptr, static_cast<int>(users.size() - namedAtMost));
    return names.join(u", "_s);
}

} // namespace sqlite

} // namespace lifeboat
