// SPDX-License-Identifier: GPL-3.0-or-later
// "How safe?": schedule, generations, encryption and where secrets are kept.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/wizard/setuppage.h"

namespace lifeboat {

class SafetyForm;

class SafetyPage final : public SetupPage
{
    Q_OBJECT
public:
    explicit SafetyPage(const ConsoleContext &console);

    [[nodiscard]] QString problem() const override;
    void initializePage() override;
    [[nodiscard]] SafetyForm &form() const { return *m_form; }

private:
    ConsoleContext m_console;
    SafetyForm *m_form;
    bool m_keychainAsked = false;
};

} // namespace lifeboat
