// SPDX-License-Identifier: GPL-3.0-or-later
// What the Help menu does. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"

class QWidget;

namespace lifeboat {

class HelpCommands final : public QObject
{
    Q_OBJECT
public:
    /// `window` is the dialogs' parent and owns this.
    HelpCommands(ConsoleContext console, QString historyPath, QString logFolder, QWidget *window);

    void openDocumentation();
    void openLogFolder();
    void reportProblem();
    void openAbout();

private:
    ConsoleContext m_console;
    QString m_historyPath;
    QString m_logFolder;
    QWidget *m_window;
};

} // namespace lifeboat
