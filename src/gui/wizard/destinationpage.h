// SPDX-License-Identifier: GPL-3.0-or-later
// "Where to?": the destination, its access key, and a test of both.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/wizard/setuppage.h"

#include <QProcessEnvironment>

namespace lifeboat {

class ConnectionTest;
class DestinationForm;

class DestinationPage final : public SetupPage
{
    Q_OBJECT
public:
    DestinationPage(const ConsoleContext &console, QProcessEnvironment environment);

    [[nodiscard]] QString problem() const override;
    /// The destination and its access key; nothing else of a profile.
    [[nodiscard]] LoadedProfile draft() const;
    [[nodiscard]] QString accessKeyId() const;
    [[nodiscard]] SecretBytes secretAccessKey() const;

private:
    void openImport();
    void openPolicy();

    ConsoleContext m_console;
    QProcessEnvironment m_environment;
    DestinationForm *m_form;
    ConnectionTest *m_test;
};

} // namespace lifeboat
