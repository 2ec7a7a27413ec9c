// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs in which something is done with a profile, opened over the main window. None of them blocks.
#pragma once

#include "gui/activity/activity.h"
#include "gui/common/consolecontext.h"

class QWidget;

namespace lifeboat {

class SelectedProfile;

class WindowDialogs final : public QObject
{
    Q_OBJECT
public:
    /// `window` is the dialogs' parent and owns this; `selected` outlives it.
    WindowDialogs(ConsoleContext console, const SelectedProfile &selected, QString stateFolder,
                  QWidget *window);

    void openSetup(const QString &databasePath = {});
    void openRestore(const BackupEntry &backup);
    void openRecoveryKit();
    void openPreferences();
    void askToQuit(const Job &running);

Q_SIGNALS:
    void profileCreated(const QString &name);
    void restored(const lifeboat::Activity &activity);
    void kitConfirmed();
    void settingsChanged();
    /// What runs may be cancelled.
    void quitConfirmed();

private:
    ConsoleContext m_console;
    const SelectedProfile &m_selected;
    QString m_stateFolder;
    QWidget *m_window;
};

} // namespace lifeboat
