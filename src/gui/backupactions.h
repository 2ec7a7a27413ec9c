// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with the selected profile's backups, as jobs, and their outcomes in words. Window's
// thread.
#pragma once

#include "gui/activity/activity.h"
#include "gui/common/consolecontext.h"

#include <QObject>

namespace lifeboat {

class ListingCache;
class SelectedProfile;

class BackupActions final : public QObject
{
    Q_OBJECT
public:
    /// `selected` outlives this, `cache` the jobs. Nothing happens while no profile is loaded.
    BackupActions(ConsoleContext console, ListingCache &cache, const SelectedProfile &selected,
                  QObject *parent);

    void backUp();
    /// What is found is remembered on this computer.
    void verify(const QList<BackupEntry> &backups);
    /// Restores it to a scratch file; what is found is kept in the store.
    void drill(const BackupEntry &backup);
    /// Saves it as a proven database file, replacing one that is there (the file dialog has asked).
    void download(const BackupEntry &backup, const QString &path);
    void remove(const QList<BackupEntry> &backups, bool evenNewest);
    /// Removes those of `keys` that are expired by then.
    void prune(const QStringList &keys);

Q_SIGNALS:
    void finished(const lifeboat::Activity &activity);
    /// It has not begun, as another job has to end first.
    void refused(const lifeboat::Error &why);
    void verified(const QString &profile, const QString &key, const std::optional<lifeboat::Error> &problem,
                  const QDateTime &at);

private:
    /// Runs `work` and reports what `words` makes of its result; returns at once.
    template<typename T> void run(JobKind kind,
                                  std::function<Result<T>(const LoadedProfile &, const JobControl &)> work,
                                  std::function<QString(const T &)> words);
    void report(JobKind kind, const QString &profile, const std::optional<Error> &problem,
                const QString &result, std::chrono::milliseconds start);
    [[nodiscard]] Clock &clock() const { return m_console.backups.clock(); }

    ConsoleContext m_console;
    ListingCache &m_cache;
    const SelectedProfile &m_selected;
};

} // namespace lifeboat
