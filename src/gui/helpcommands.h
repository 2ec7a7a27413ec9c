// SPDX-License-Identifier: GPL-3.0-or-later
// What the Help menu does. Window's thread.
#pragma once

#include "gui/activitymodel.h"
#include "gui/common/consolecontext.h"

class QWidget;

namespace lifeboat {

class HelpCommands final : public QObject
{
    Q_OBJECT
public:
    /// `window` is the dialogs' parent and owns this.
    HelpCommands(ConsoleContext console, const ActivityModel &activity, QString logFolder, QWidget *window);

    void openDocumentation();
    void openLogFolder();
    void reportProblem();
    void openAbout();

private:
    [[nodiscard]] QStringList recentActivity() const;

    ConsoleContext m_console;
    const ActivityModel &m_activity;
    QString m_logFolder;
    QWidget *m_window;
};

} // namespace lifeboat
