// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with backups, as jobs, and their outcomes in words. Window's thread.
#pragma once

#include "gui/activitymodel.h"
#include "gui/common/consolecontext.h"

#include <QObject>

namespace lifeboat {

class BackupActions final : public QObject
{
    Q_OBJECT
public:
    BackupActions(ConsoleContext console, QObject *parent);

    void backUp(const ProfilePointer &profile);
    void verify(const ProfilePointer &profile, const QList<BackupEntry> &backups);
    /// Saves it as a proven database file, replacing one that is there (the file dialog has asked).
    void download(const ProfilePointer &profile, const BackupEntry &backup, const QString &path);
    void remove(const ProfilePointer &profile, const QList<BackupEntry> &backups, bool evenNewest);

Q_SIGNALS:
    void finished(const lifeboat::Activity &activity);
    void verified(const QString &profile, const QString &key, const std::optional<lifeboat::Error> &problem,
                  const QDateTime &at);

private:
    /// Runs `work` and reports what `words` makes of its result; returns at once.
    template<typename T> void run(JobKind kind, const ProfilePointer &profile,
                                  std::function<Result<T>(const JobControl &)> work,
                                  std::function<QString(const T &)> words);
    void report(JobKind kind, const QString &profile, const std::optional<Error> &problem,
                const QString &result, std::chrono::milliseconds start);
    [[nodiscard]] Clock &clock() const { return m_console.backups.clock(); }

    ConsoleContext m_console;
};

} // namespace lifeboat
