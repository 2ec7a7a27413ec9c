// SPDX-License-Identifier: GPL-3.0-or-later
// Settings that hold for every profile. Edits a GlobalSettings and writes it to the file beside the profiles.
// A setting is a row of the form and a bind() in the constructor; the start at login is the desktop's.
// Window's thread.
#pragma once

#include "engine/config/globalsettings.h"
#include "engine/loginstart.h"
#include "gui/common/consolecontext.h"

#include <QDialog>

#include <functional>
#include <memory>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace lifeboat {

namespace Ui {
class PreferencesDialog;
}

class PreferencesDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Reads the file by itself; show it with open(). Without `loginStart` its box is not shown.
    PreferencesDialog(const ConsoleContext &console, std::shared_ptr<LoginStart> loginStart, QWidget *parent);
    ~PreferencesDialog() override;

    void accept() override;

Q_SIGNALS:
    /// These are in the file now. The log level is already applied.
    void settingsChanged(const lifeboat::GlobalSettings &settings);

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// One editor and the value behind it.
    struct Binding
    {
        std::function<void(const GlobalSettings &)> show;
        std::function<void(GlobalSettings &)> take;
        std::function<QString()> problem; ///< as a sentence; null where nothing can be wrong
    };

    void bind(QCheckBox *box, bool GlobalSettings::*value);
    void bind(QSpinBox *box, int GlobalSettings::*value, int least, int most);
    /// `choices` in the order of the box.
    template<typename T> void bind(QComboBox *box, T GlobalSettings::*value, const QList<T> &choices);
    void bind(QLineEdit *line, std::function<QString(const GlobalSettings &)> text,
              std::function<void(GlobalSettings &, const QString &)> take);
    /// Bytes per second, where an empty line is 0: no limit.
    void bindRate(QLineEdit *line, qint64 GlobalSettings::*value, const QString &problem);

    /// [api], which this program does not use itself.
    void bindServer();
    void chooseTokenFile();

    struct State
    {
        GlobalSettings settings;
        bool atLogin = false;

        bool operator==(const State &) const = default;
    };

    void load();
    void conclude(const Result<void> &saved, const State &state);
    [[nodiscard]] State edited() const;
    /// Why what is typed cannot be saved, or nothing.
    [[nodiscard]] QString problem() const;
    void review();
    void makeRoom();

    ConsoleContext m_console;
    std::shared_ptr<LoginStart> m_loginStart;
    QString m_file;
    std::unique_ptr<Ui::PreferencesDialog> m_ui;
    QList<Binding> m_bindings;
    State m_loaded;
    bool m_ready = false; ///< the file is read, and not being written
};

/// Opens the dialog over `parent` and returns it, for its signal; it deletes itself.
PreferencesDialog *openPreferences(QWidget *parent, const ConsoleContext &console,
                                   std::shared_ptr<LoginStart> loginStart = nullptr);

} // namespace lifeboat
