// SPDX-License-Identifier: GPL-3.0-or-later
// The console: profiles at the left, what is known and can be done of the selected one at the right.
// Everything that waits goes through Jobs, what runs by itself through ConsoleServices. Window's thread.
#pragma once

#include "engine/config/globalsettings.h"
#include "gui/activity/activity.h"
#include "gui/common/consolecontext.h"
#include "gui/common/consoleservices.h"
#include "service/statefile.h"

#include <QFileSystemWatcher>
#include <QMainWindow>
#include <QTimer>

class QLineEdit;

namespace lifeboat {

namespace Ui {
class MainWindow;
}

class ActivityPage;
class BackupActions;
class BackupsPage;
class DragFiles;
class ElidedLabel;
class HelpCommands;
class HistoryKeeper;
class KitReminderBar;
class ListingCache;
class MissingSecretBar;
class ProfileModel;
class SelectedProfile;
class SettingsPage;
class StoreUseLabel;
class WindowDialogs;

class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    /// `stateFolder` keeps what is remembered between runs: logs, counts, answers.
    MainWindow(ConsoleContext console, ConsoleServices services, ListingCache &cache,
               QWidget *parent = nullptr, const QString &stateFolder = lifeboat::stateFolder());
    ~MainWindow() override;

    /// Selects a profile; its loading and listing begin.
    void selectProfile(const QString &name);
    [[nodiscard]] QString selectedProfile() const;
    /// Shows the backups and, once they are listed, what restoring the newest would do.
    void offerRestore();
    /// Settles what a killed Lifeboat left of restores, in jobs, and says so.
    void recoverRestores();

Q_SIGNALS:
    void quitRequested();
    /// The user has changed them; they are in their file.
    void settingsChanged(const lifeboat::GlobalSettings &settings);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makePages();
    void makeStatusBar();
    void makeToolBar();
    void addPageActions();
    void connectActions();
    void connectPages();
    void connectDialogs();
    void connectWatches();

    void reloadNames();
    void showSelected();
    void showStatus();
    [[nodiscard]] NextRun nextOf(const QString &profile) const;
    void noteChange(const Job &job);
    void restoreNewest();
    void noteActivity(const Activity &activity);
    void tell(const QString &message);
    void updateActions();

    void find();
    void keepLook() const;
    void restoreLook();

    std::unique_ptr<Ui::MainWindow> m_ui;
    ConsoleContext m_console;
    ConsoleServices m_services;
    ProfileModel *m_profiles;
    SelectedProfile *m_selected;
    BackupActions *m_actions;
    DragFiles *m_dragFiles;
    BackupsPage *m_backupsPage;
    HistoryKeeper *m_history;
    ActivityPage *m_activity;
    SettingsPage *m_settingsPage;
    MissingSecretBar *m_missingSecret;
    KitReminderBar *m_kitReminder;
    WindowDialogs *m_dialogs;
    HelpCommands *m_help;
    StoreUseLabel *m_storeUse;
    ElidedLabel *m_message; ///< what has just happened
    QLineEdit *m_search;
    QFileSystemWatcher m_watcher;
    QTimer m_minute;         ///< ages and due times go on
    QTimer m_forget;         ///< messages are not news for long
    QString m_firstBackupOf; ///< a profile that was just made: its first backup starts once it is loaded
    bool m_restoreOffered = false; ///< as soon as its backups are listed
};

} // namespace lifeboat
