// SPDX-License-Identifier: GPL-3.0-or-later
// The profile whose pages are shown: which one it is, and what was read of it. Read anew when another program
// changes its file. Window's thread, but for checkUnchanged().
#pragma once

#include "gui/common/consolecontext.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace lifeboat {

/// ErrorCode::Refused when the profile's file says something else by now than what was shown, as far as it
/// matters to who changes a database or its backups. Reads the file: inside a job.
[[nodiscard]] Result<void> checkUnchanged(const ProfileCatalog &profiles, const LoadedProfile &shown);

class SelectedProfile final : public QObject
{
    Q_OBJECT
public:
    SelectedProfile(ConsoleContext console, QObject *parent);

    /// Reads it, with its secrets; an empty name selects nothing.
    void select(const QString &name);
    /// Reads it anew; what was known of it stays until then, and when it cannot be read any more.
    void reload();
    /// Reads it anew if its file is not what it was, in a job.
    void look();
    /// The same in a moment: who writes a file may not be done.
    void lookSoon() { m_soon.start(); }

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] const ProfilePointer &profile() const { return m_profile; } ///< null until it is loaded

Q_SIGNALS:
    /// Another one was selected, or the selected one was loaded, or cannot be.
    void changed();
    void loadingFailed(const QString &name, const lifeboat::Error &error);

private:
    /// Of the file that a path leads to.
    struct Stamp
    {
        bool isThere = false;
        quint64 device = 0;
        quint64 number = 0;
        qint64 size = 0;
        qint64 modified = 0; ///< nanoseconds

        bool operator==(const Stamp &) const = default;
    };

    [[nodiscard]] static Stamp stampOf(const QString &path);
    [[nodiscard]] QString path() const;
    void take(const Result<ProfilePointer> &loaded);
    /// Only of a file that has just answered: it may lie on a disk that does not.
    void watch(const Stamp &seen);

    ConsoleContext m_console;
    QString m_name;
    ProfilePointer m_profile;
    int m_turn = 0; ///< of the latest reading; what an earlier one brings is out of date
    Stamp m_stamp;  ///< when it was read
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
};

} // namespace lifeboat
