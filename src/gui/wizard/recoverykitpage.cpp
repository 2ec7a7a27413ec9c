// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/recoverykitpage.h"

#include <QLabel>
#include <QVBoxLayout>

namespace lifeboat {

RecoveryKitPage::RecoveryKitPage(Jobs &jobs, std::function<Result<RecoveryKit>()> kit)
    : m_makeKit(std::move(kit)), m_panel(new RecoveryKitPanel(jobs, true, this))
{
    setTitle(tr("Keep the key"));
    setSubTitle(tr("If this computer is lost, the recovery kit is the only way to open the backups."));
    body()->addWidget(
        wrappingLabel(tr("It is one page with the key, where the backups are, and how to open one "
                         "without Lifeboat. Print it or keep it in a password manager, away from "
                         "this computer."),
                      this));
    body()->addWidget(m_panel);
    body()->addStretch();
    connect(m_panel, &RecoveryKitPanel::changed, this, &RecoveryKitPage::review);
}

void RecoveryKitPage::initializePage()
{
    auto kit = m_makeKit();
    if (kit)
        clearError();
    else
        showError(tr("The recovery kit cannot be made"), kit.error());
    m_panel->setKit(kit ? std::make_shared<const RecoveryKit>(std::move(*kit)) : nullptr);
    review();
}

QString RecoveryKitPage::problem() const
{
    return m_panel->problem();
}

} // namespace lifeboat
