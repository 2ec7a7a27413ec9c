// SPDX-License-Identifier: GPL-3.0-or-later
// Settings that hold for every profile. Edits a GlobalSettings and writes it to the file beside the profiles.
// Window's thread.
#pragma once

#include "engine/config/globalsettings.h"
#include "gui/common/consolecontext.h"

#include <QDialog>

#include <memory>

namespace lifeboat {

namespace Ui {
class PreferencesDialog;
}

class PreferencesDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Reads the file by itself; show it with open().
    PreferencesDialog(const ConsoleContext &console, QWidget *parent);
    ~PreferencesDialog() override;

    void accept() override;

Q_SIGNALS:
    /// These are in the file now. The log level is already applied.
    void settingsChanged(const lifeboat::GlobalSettings &settings);

private:
    void load();
    void show(const GlobalSettings &settings);
    [[nodiscard]] GlobalSettings edited() const;
    void review();
    void setBusy(bool busy);

    ConsoleContext m_console;
    QString m_file;
    GlobalSettings m_loaded;
    bool m_busy = false;
    std::unique_ptr<Ui::PreferencesDialog> m_ui;
};

/// Opens the dialog over `parent` and returns it, for its signal; it deletes itself.
PreferencesDialog *openPreferences(QWidget *parent, const ConsoleContext &console);

} // namespace lifeboat
