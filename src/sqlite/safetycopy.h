// SPDX-License-Identifier: GPL-3.0-or-later
// What a restore keeps of the database it replaces: a folder beside it with the database and its sidecars
// under their own names. Knows how to put them back. One thread; the FileSystem must outlive it.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "sqlite/filesystem.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace lifeboat::sqlite {

class SafetyCopy final
{
public:
    /// Nothing is done yet. `now` is UTC.
    SafetyCopy(FileSystem &files, QString database, const QDateTime &now, QString operation);
    Q_DISABLE_COPY_MOVE(SafetyCopy)

    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] QString mainFile() const;

    /// Makes the folder, private to the owner of the database.
    [[nodiscard]] Result<void> create();
    /// A second name for the database file or, where the file system cannot, a copy of it.
    [[nodiscard]] Result<void> keepMain(const CancelToken &cancel);
    [[nodiscard]] Result<void> moveSidecars();
    /// Folder and parent folder onto the disk.
    [[nodiscard]] Result<void> sync();

    /// Undoes all of the above. With `replaced`, the database file itself was replaced since: the kept one
    /// goes back to its place. False when something could not be undone; then the folder still holds it.
    [[nodiscard]] bool putBack(bool replaced);

private:
    [[nodiscard]] Result<void> copyMain(const CancelToken &cancel);
    [[nodiscard]] Result<void> syncFolder(const QString &folder);

    FileSystem &m_files;
    QString m_database;
    QString m_operation;
    QString m_folder;
    bool m_created = false;
    bool m_mainKept = false;
    QStringList m_moved; ///< original paths of the sidecars
};

/// Between the database's name and the time, in the name of a safety copy.
[[nodiscard]] QString safetyCopyMark();
/// What a safety copy may hold, besides nothing else: the database's own files, and what was found out about
/// them.
[[nodiscard]] QStringList safetyCopyFiles(const QString &databaseName);
[[nodiscard]] QString findingsFile(const QString &databaseName);

} // namespace lifeboat::sqlite
