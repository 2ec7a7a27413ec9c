// SPDX-License-Identifier: GPL-3.0-or-later
// Who is told beyond the desktop how backups fare. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/settings/settingsgroup.h"

class QComboBox;

namespace lifeboat {

class AlertTest;

class AlertsGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    AlertsGroup(const ConsoleContext &console, const ProfilePointer &profile, QWidget *parent);

    void setActionsEnabled(bool enabled) override;

private:
    enum TokenSource { NoToken, AsInFile, FromVariable };

    QLineEdit *address(const QString &label, const QString &value, const QString &key);
    void addShape(const AlertSettings &alerts);
    void addToken(bool known);
    void addMail(const AlertSettings &alerts);
    [[nodiscard]] TokenSource tokenSource() const;
    [[nodiscard]] std::optional<QString> tokenToml() const;
    [[nodiscard]] QString tokenProblem() const;
    [[nodiscard]] bool hasWebhook() const;
    void showWebhook();

    bool m_hasWays = false; ///< in the file
    QLineEdit *m_webhook = nullptr;
    QComboBox *m_shape = nullptr;
    QComboBox *m_tokenSource = nullptr;
    QLineEdit *m_tokenVariable = nullptr;
    AlertTest *m_test = nullptr;
};

} // namespace lifeboat
