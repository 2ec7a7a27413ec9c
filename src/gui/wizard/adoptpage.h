// SPDX-License-Identifier: GPL-3.0-or-later
// What a config file of another program says, before it becomes a profile; or what is missing in it.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/wizard/setuppage.h"

#include <QProcessEnvironment>

class QFormLayout;

namespace lifeboat {

class AdoptPage final : public SetupPage
{
    Q_OBJECT
public:
    AdoptPage(const ConsoleContext &console, QProcessEnvironment environment);

    void setConfigFile(const QString &path);
    [[nodiscard]] QString configFile() const { return m_file; }

    [[nodiscard]] QString problem() const override;
    void initializePage() override;

private:
    void show(const Result<ProfilePointer> &outcome);
    void showFacts(const LoadedProfile &loaded);
    void showCommands(const Profile &profile);
    void addRow(const QString &label, const QString &text);

    ConsoleContext m_console;
    QProcessEnvironment m_environment;
    QString m_file;
    QFormLayout *m_facts;
    bool m_read = false;
    bool m_usable = false;
};

} // namespace lifeboat
