// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/workspace.h"

#include "base/format.h"
#include "base/text.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// A file descriptor that is closed, and with it unlocked, at the end of the scope.
class Descriptor final
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

QString reason(int number)
{
    return QString::fromLocal8Bit(std::strerror(number));
}

/// Makes `base` a folder only we can enter; empty on success, otherwise why not.
QString makePrivate(const QString &base)
{
    if (!QDir().mkpath(QFileInfo(base).path()))
        return Text::tr("its parent cannot be created");
    const QByteArray path = QFile::encodeName(base);
    if (::mkdir(path.constData(), 0700) != 0 && errno != EEXIST)
        return reason(errno);
    struct stat info
    {
    };
    if (::lstat(path.constData(), &info) != 0)
        return reason(errno);
    // In a folder that everybody may write to, somebody else could have made it first.
    if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid())
        return Text::tr("it belongs to somebody else");
    if ((info.st_mode & 077) != 0 && ::chmod(path.constData(), 0700) != 0)
        return reason(errno);
    return {};
}

const auto noteName = u"note"_s;
constexpr int noteDays = 7;
constexpr qint64 longestNote = 4096;

const QStringList &runPattern()
{
    static const QStringList pattern{u"run-*"_s};
    return pattern;
}
constexpr QDir::Filters runFilter = QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks;

/// The folders of dead runs in `base`, each locked while `visit` has it.
void visitLeftovers(const QString &base, const std::function<void(const QString &folder)> &visit)
{
    for (const QString &run : QDir(base).entryList(runPattern(), runFilter)) {
        const QString folder = base + u'/' + run;
        const Descriptor lock(
            ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (lock.get() >= 0 && ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0)
            visit(folder);
    }
}

bool isOld(const QFileInfo &note)
{
    return note.lastModified().toUTC().addDays(noteDays) < QDateTime::currentDateTimeUtc();
}

/// A note is for whoever does the same work again, should that come soon; the rest is nobody's.
void removeAllButNotes(const QString &folder)
{
    constexpr QDir::Filters everything =
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    for (const QFileInfo &entry : QDir(folder).entryInfoList(everything)) {
        if (entry.isDir() && !entry.isSymLink())
            QDir(entry.filePath()).removeRecursively();
        else if (entry.fileName() != noteName || isOld(entry))
            QFile::remove(entry.filePath());
    }
    QDir().rmdir(folder);
}

/// One process at a time looks for leftovers, adds a run or removes the empty base, so that a run that exists
/// but is not yet locked cannot be taken for a dead one. -1 with errno when the gate cannot be had.
int passGate(const QString &base)
{
    const QByteArray path = QFile::encodeName(base + u"/gate"_s);
    for (;;) {
        Descriptor gate(::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (gate.get() < 0 || ::flock(gate.get(), LOCK_EX) != 0)
            return -1;
        // Whoever held it before may have removed it with the base: then we hold a lock on nothing.
        struct stat held
        {
        };
        struct stat present
        {
        };
        if (::fstat(gate.get(), &held) == 0 && ::stat(path.constData(), &present) == 0
            && held.st_ino == present.st_ino)
            return gate.release();
        if (!makePrivate(base).isEmpty())
            return -1;
    }
}

/// Within the gate.
void removeIfEmpty(const QString &base)
{
    if (!QDir(base).entryList(runPattern(), runFilter).isEmpty())
        return;
    QFile::remove(base + u"/gate"_s);
    QDir().rmdir(base);
}

QString roomProblem(const QString &base, qint64 bytesNeeded)
{
    struct statvfs fs
    {
    };
    if (::statvfs(QFile::encodeName(base).constData(), &fs) != 0)
        return reason(errno);
    const qint64 available = static_cast<qint64>(fs.f_bavail) * static_cast<qint64>(fs.f_frsize);
    if (available < bytesNeeded + workspaceReserve) {
        return Text::tr("%1 free, %2 needed")
            .arg(formatBytes(available), formatBytes(bytesNeeded + workspaceReserve));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Workspace>> Workspace::open(const QStringList &bases, qint64 bytesNeeded)
{
    QStringList problems;
    bool roomMissing = false;
    for (const QString &base : bases) {
        const auto problem = [&](const QString &why) { problems.append(Text::tr("%1: %2").arg(base, why)); };
        if (const QString why = makePrivate(base); !why.isEmpty()) {
            problem(why);
            continue;
        }
        const Descriptor gate(passGate(base));
        if (gate.get() < 0) {
            problem(reason(errno));
            continue;
        }
        visitLeftovers(base, removeAllButNotes);
        if (const QString why = roomProblem(base, bytesNeeded); !why.isEmpty()) {
            roomMissing = true;
            problem(why);
            continue;
        }
        QByteArray folder = QFile::encodeName(base + u"/run-XXXXXX"_s);
        if (!::mkdtemp(folder.data())) {
            problem(reason(errno));
            continue;
        }
        Descriptor lock(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (lock.get() < 0 || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
            problem(reason(errno));
            continue;
        }
        std::unique_ptr<Workspace> workspace(new Workspace(base, QFile::decodeName(folder), lock.release()));
        return workspace;
    }
    return fail(roomMissing ? ErrorCode::NoSpace : ErrorCode::PermissionDenied, u"workspace.open"_s,
                Text::tr("There is no place for a temporary copy of %1 (%2).")
                    .arg(formatBytes(bytesNeeded), problems.join(u"; "_s)),
                Text::tr("Free some room, or set temp_dir under [lifeboat] to a folder that has it."));
}

void Workspace::sweep(const QString &base)
{
    struct stat info
    {
    };
    // Not makePrivate(): what is not ours, or not there, is none of our business.
    if (::lstat(QFile::encodeName(base).constData(), &info) != 0 || !S_ISDIR(info.st_mode)
        || info.st_uid != ::geteuid())
        return;
    const Descriptor gate(passGate(base));
    if (gate.get() < 0)
        return;
    visitLeftovers(base, removeAllButNotes);
    removeIfEmpty(base);
}

Workspace::~Workspace()
{
    QDir(m_folder).removeRecursively();
    ::close(m_lock);
    // Nothing of ours stays behind in a user's folder.
    const Descriptor gate(passGate(m_base));
    if (gate.get() >= 0)
        removeIfEmpty(m_base);
}

QStringList Workspace::takeNotes(const std::function<bool(const QString &note)> &mine) const
{
    QStringList notes;
    const Descriptor gate(passGate(m_base));
    visitLeftovers(m_base, [&](const QString &folder) {
        QFile file(folder + u'/' + noteName);
        if (!file.open(QIODevice::ReadOnly))
            return;
        const QString note = QString::fromUtf8(file.read(longestNote));
        if (!mine(note))
            return;
        notes.append(note);
        QDir(folder).removeRecursively();
    });
    return notes;
}

void Workspace::leaveNote(const QString &text) const
{
    // Half a note would be another one, and an empty one, after a power cut, nobody's for a week.
    const QString draft = path(u"note.part"_s);
    QFile note(draft);
    if (note.open(QIODevice::WriteOnly | QIODevice::Truncate, QFile::ReadOwner | QFile::WriteOwner)
        && note.write(text.toUtf8()) >= 0 && note.flush() && ::fsync(note.handle()) == 0)
        (void)std::rename(QFile::encodeName(draft).constData(),
                          QFile::encodeName(path(noteName)).constData());
}

QString Workspace::path(const QString &name) const
{
    return m_folder + u'/' + name;
}

QStringList workspaceBases(const QString &chosen, const QString &beside)
{
    if (!chosen.isEmpty())
        return {chosen + u"/lifeboat-work"_s};
    QStringList bases;
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    if (!cache.isEmpty())
        bases.append(cache + u"/lifeboat"_s);
    bases.append(u"/var/tmp/lifeboat-%1"_s.arg(::geteuid()));
    if (!beside.isEmpty())
        bases.append(beside + u"/.lifeboat-%1"_s.arg(::geteuid()));
    return bases;
}

} // namespace lifeboat
