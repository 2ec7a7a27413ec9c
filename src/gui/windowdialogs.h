// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs in which something is done with a profile, opened over the main window. None of them blocks.
#pragma once

#include "engine/config/globalsettings.h"
#include "gui/activity/activity.h"
#include "gui/common/consolecontext.h"
#include "gui/common/consoleservices.h"

class QWidget;

namespace lifeboat {

class SelectedProfile;

class WindowDialogs final : public QObject
{
    Q_OBJECT
public:
    /// `window` is the dialogs' parent and owns this; `selected` outlives it.
    WindowDialogs(ConsoleContext console, ConsoleServices services, const SelectedProfile &selected,
                  QString stateFolder, QWidget *window);

    void openSetup(const QString &databasePath = {});
    void openRestore(const BackupEntry &backup);
    /// What restores of the selected profile's database have replaced.
    void openUndo();
    void openRecoveryKit();
    void openPreferences();
    /// What was found of a restore that was cut off, and what became of it, in sentences.
    void tellOfRecovery(const QString &profile, const QStringList &words);

Q_SIGNALS:
    void profileCreated(const QString &name);
    void restored(const lifeboat::Activity &activity);
    void kitConfirmed();
    void settingsChanged(const lifeboat::GlobalSettings &settings);

private:
    ConsoleContext m_console;
    ConsoleServices m_services;
    const SelectedProfile &m_selected;
    QString m_stateFolder;
    QWidget *m_window;
};

} // namespace lifeboat
