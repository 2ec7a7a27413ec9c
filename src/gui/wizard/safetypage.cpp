// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/safetypage.h"

#include "gui/wizard/safetyform.h"

#include <QVBoxLayout>

namespace lifeboat {

SafetyPage::SafetyPage(const ConsoleContext &console) : m_console(console), m_form(new SafetyForm(this))
{
    setTitle(tr("How safe?"));
    setSubTitle(tr("How often, how many, and who can read them. Everything can be changed later."));
    body()->addWidget(m_form);
    body()->addStretch();
    connect(m_form, &SafetyForm::changed, this, [this] {
        setFinalPage(false); // whether it is depends on encryption, and only this makes QWizard look again
        review();
    });
    review();
}

void SafetyPage::initializePage()
{
    if (m_keychainAsked) // what the user chose since then stays
        return;
    m_keychainAsked = true;
    const auto started = m_console.jobs.start<QString>(
        JobKind::Check, {},
        [&profiles = m_console.profiles](const JobControl &) -> Result<QString> {
            return profiles.keychainName();
        },
        this, [this](const Result<QString> &name) { m_form->setKeychainName(name.value_or(QString())); });
    Q_ASSERT(started);
}

QString SafetyPage::problem() const
{
    return m_form->problem();
}

} // namespace lifeboat
