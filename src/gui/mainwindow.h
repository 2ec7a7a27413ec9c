// SPDX-License-Identifier: GPL-3.0-or-later
// The console: profiles at the left, what is known and can be done of the selected one at the right.
// Everything that waits goes through Jobs. Window's thread.
#pragma once

#include "gui/activitymodel.h"
#include "gui/common/consolecontext.h"
#include "gui/profilemodel.h"
#include "service/listingcache.h"

#include <QFileSystemWatcher>
#include <QMainWindow>
#include <QTimer>

class QLabel;
class QLineEdit;
class QTableView;

namespace lifeboat {

namespace Ui {
class MainWindow;
}

class BackupActions;
class BackupsPage;
class MissingSecretBar;
class SettingsPage;

class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(ConsoleContext console, ListingCache &cache, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Selects a profile; its loading and listing begin.
    void selectProfile(const QString &name);
    void openSetup(const QString &databasePath = {});

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makePages();
    void makeToolBar();
    void connectActions();
    void connectPages();

    void reloadNames();
    void loadSelected();
    void showLoaded(const QString &name, const Result<ProfilePointer> &loaded);
    /// Asks the stores of the profiles that are not selected; the selected one's page does so itself.
    void refreshOthers();
    void noteBackups(const QString &name, const Profile &profile, const QList<BackupEntry> &newestFirst);
    void noteActivity(const Activity &activity);
    void showHealth();
    void showStoreUse(const Profile &profile, const QList<BackupEntry> &backups);
    void updateActions();

    void backUp();
    void openRestore(const BackupEntry &backup);
    void openRecoveryKit();
    void openDocumentation();
    void copyReport();
    void openAbout();

    [[nodiscard]] QString selectedName() const;

    std::unique_ptr<Ui::MainWindow> m_ui;
    ConsoleContext m_console;
    ListingCache &m_cache;
    BackupActions *m_actions;
    ProfileModel *m_profiles;
    ActivityModel *m_activity;
    BackupsPage *m_backupsPage = nullptr;
    SettingsPage *m_settingsPage = nullptr;
    MissingSecretBar *m_missingSecret = nullptr;
    QTableView *m_activityView = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_storeUse = nullptr;
    ProfilePointer m_profile; ///< the selected one, once it is loaded
    QFileSystemWatcher m_watcher;
    QTimer m_minute; ///< ages and due times go on
    bool m_quitAnyway = false;
};

} // namespace lifeboat
