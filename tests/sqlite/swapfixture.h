// SPDX-License-Identifier: GPL-3.0-or-later
// An old database, a new one that is to take its place, and a file system that strikes in between.
#pragma once

#include "sqlite/filesystem.h"
#include "support/databaseshapes.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cerrno>
#include <functional>
#include <memory>

namespace lifeboat {

inline const QDateTime swapTime(QDate(2026, 1, 31), QTime(9, 5, 7), Qt::UTC);
inline const QString safetySuffix = QStringLiteral(".before-restore-20260131_090507");

/// Calls `strike` at the given call; what it returns is the outcome, 0 lets the call happen.
class StrikingFileSystem final : public sqlite::FileSystem
{
public:
    StrikingFileSystem(int at, std::function<int()> strike) : m_left(at), m_strike(std::move(strike)) {}

    int rename(const QString &from, const QString &to) override
    {
        return next([&] { return FileSystem::rename(from, to); });
    }
    int hardLink(const QString &from, const QString &to) override
    {
        return next([&] { return noLinks ? EPERM : FileSystem::hardLink(from, to); });
    }
    int makeFolder(const QString &path) override
    {
        return next([&] { return FileSystem::makeFolder(path); });
    }
    int removeFile(const QString &path) override
    {
        return next([&] { return FileSystem::removeFile(path); });
    }
    int removeFolder(const QString &path) override
    {
        return next([&] { return FileSystem::removeFolder(path); });
    }
    int sync(const QString &path) override
    {
        return next([&] { return FileSystem::sync(path); });
    }
    int setOwner(const QString &path, uid_t user, gid_t group) override
    {
        return next([&] { return FileSystem::setOwner(path, user, group); });
    }
    int setMode(const QString &path, mode_t mode) override
    {
        return next([&] { return FileSystem::setMode(path, mode); });
    }
    int setAttribute(const QString &path, const QByteArray &name, const QByteArray &value) override
    {
        return next([&] { return FileSystem::setAttribute(path, name, value); });
    }

    bool noLinks = false;
    bool struck = false;

private:
    int next(const std::function<int()> &call)
    {
        if (--m_left == 0) {
            struck = true;
            if (const int number = m_strike())
                return number;
        }
        return call();
    }

    int m_left;
    std::function<int()> m_strike;
};

inline bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct SwapSet
{
    void init()
    {
        folder = std::make_unique<QTemporaryDir>();
        target = folder->filePath(QStringLiteral("shape.db"));
        fresh = folder->filePath(QStringLiteral("fresh.db"));
    }

    /// An old database with what a crash left beside it, and a new one.
    [[nodiscard]] bool prepare(const QString &oldShape)
    {
        init();
        target = makeShape(oldShape, folder->path());
        if (target.isEmpty() || !makeRustResort(fresh, 50))
            return false;
        oldDump = dumpOf(target);
        newDump = dumpOf(fresh);
        return !oldDump.isEmpty() && oldDump != newDump;
    }

    [[nodiscard]] QStringList beside() const
    {
        return QDir(folder->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> folder;
    QString target;
    QString fresh;
    QByteArray oldDump;
    QByteArray newDump;
};

} // namespace lifeboat
