// SPDX-License-Identifier: GPL-3.0-or-later
// What closing the main window means: it goes into the tray, or Lifeboat ends, as its user has answered once.
// Nothing is cut off without a question. Window's thread.
#pragma once

#include "engine/config/globalsettings.h"
#include "gui/common/consolecontext.h"

#include <QPointer>

class QMessageBox;
class QWidget;

namespace lifeboat {

class WindowClosing final : public QObject
{
    Q_OBJECT
public:
    /// `window` outlives this; `hasTray` is asked whenever it is closed.
    WindowClosing(ConsoleContext console, QWidget &window, std::function<bool()> hasTray,
                  const GlobalSettings &settings, QObject *parent = nullptr);

    void setSettings(const GlobalSettings &settings) { m_settings = settings; }
    /// Ends Lifeboat, after a question where something runs.
    void quit();
    /// Ends it without a question.
    void end();

Q_SIGNALS:
    /// The answer is being written to the file.
    void settingsChanged(const lifeboat::GlobalSettings &settings);
    /// The window is closed for good, once.
    void ended();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void closeIntoTray();
    void closeWithoutTray();
    void askAboutTray();
    void askWithoutTray();
    void askToCancel(const Job &running);
    [[nodiscard]] QMessageBox *question(const QString &title, const QString &text, const QString &more);
    void rememberCloseToTray(bool closeToTray);

    ConsoleContext m_console;
    QWidget &m_window;
    std::function<bool()> m_hasTray;
    GlobalSettings m_settings;
    QPointer<QMessageBox> m_question;
    bool m_ending = false;
};

} // namespace lifeboat
