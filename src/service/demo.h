// SPDX-License-Identifier: GPL-3.0-or-later
// The whole road once, on the embedded default: a sample database that another process keeps writing to is
// backed up, encrypted, to a folder; listed, verified, restored, and compared. Needs no account and no
// network.
#pragma once

#include "engine/progress.h"
#include "service/backupservice.h"

#include <QStringList>

namespace lifeboat {

struct DemoReport
{
    QString folder;
    QString configFile; ///< a profile to go on with
    QString restored;
    qsizetype backups = 0;
    qint64 commitsDuringBackup = 0;
};

class Demo final
{
public:
    /// `writer` is a command that commits into the database named as its last argument until its standard
    /// input ends, and prints the number of commits in lines of their own.
    Demo(BackupService &service, QStringList writer, std::function<void(const QString &)> say);

    /// In the user's data folder.
    [[nodiscard]] static QString defaultFolder();
    /// Makes what is missing: the folder (0700), the sample database, a key, and a profile of them.
    [[nodiscard]] static Result<LoadedProfile> prepare(const QString &folder);

    /// Everything is kept in `folder`; a second run goes on with what the first left.
    [[nodiscard]] Result<DemoReport> run(const QString &folder, const JobControl &control);

private:
    BackupService &m_service;
    QStringList m_writer;
    std::function<void(const QString &)> m_say;
};

} // namespace lifeboat
