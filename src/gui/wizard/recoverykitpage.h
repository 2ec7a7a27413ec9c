// SPDX-License-Identifier: GPL-3.0-or-later
// "Keep the key": the last page before the first encrypted backup.
#pragma once

#include "gui/wizard/recoverykitpanel.h"
#include "gui/wizard/setuppage.h"

namespace lifeboat {

class RecoveryKitPage final : public SetupPage
{
    Q_OBJECT
public:
    /// `kit` makes the kit of what the other pages say.
    RecoveryKitPage(Jobs &jobs, std::function<Result<RecoveryKit>()> kit);

    [[nodiscard]] QString problem() const override;
    void initializePage() override;

private:
    std::function<Result<RecoveryKit>()> m_makeKit;
    RecoveryKitPanel *m_panel;
};

} // namespace lifeboat
