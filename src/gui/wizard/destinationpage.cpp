// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/destinationpage.h"

#include "gui/wizard/connectiontest.h"
#include "gui/wizard/destinationform.h"
#include "gui/wizard/importdialog.h"
#include "gui/wizard/policydialog.h"

#include <QVBoxLayout>

namespace lifeboat {

DestinationPage::DestinationPage(const ConsoleContext &console, QProcessEnvironment environment)
    : m_console(console), m_environment(std::move(environment)), m_form(new DestinationForm(this)),
      m_test(new ConnectionTest(
          console, [this] { return std::make_shared<const LoadedProfile>(draft()); }, this))
{
    setTitle(tr("Where should the backups go?"));
    setSubTitle(tr("A private bucket of its own, or a folder on another disk."));
    body()->addWidget(m_form);
    body()->addWidget(m_test);
    body()->addStretch();
    connect(m_form, &DestinationForm::changed, this, [this] {
        m_test->reset();
        m_test->setPossible(m_form->problem().isEmpty());
        review();
    });
    connect(m_form, &DestinationForm::importRequested, this, &DestinationPage::openImport);
    connect(m_form, &DestinationForm::policyRequested, this, &DestinationPage::openPolicy);
    connect(m_test, &ConnectionTest::stateChanged, this, [this] {
        review();
        if (m_test->state() != ConnectionTest::State::Untested)
            reveal(m_test);
    });
    review();
}

QString DestinationPage::problem() const
{
    if (const QString problem = m_form->problem(); !problem.isEmpty())
        return problem;
    if (m_test->isAccepted())
        return {};
    return m_test->state() == ConnectionTest::State::Running
               ? tr("Testing the connection…")
               : tr("Correct what the test found, or choose to go on although it failed.");
}

LoadedProfile DestinationPage::draft() const
{
    LoadedProfile draft;
    draft.profile.destination = m_form->destination();
    if (!accessKeyId().isEmpty()) {
        Credentials credentials;
        credentials.accessKeyId = accessKeyId();
        credentials.secretAccessKey = secretAccessKey();
        credentials.origin = tr("this form");
        draft.secrets.credentials = std::move(credentials);
    }
    return draft;
}

QString DestinationPage::accessKeyId() const
{
    return m_form->accessKeyId();
}

SecretBytes DestinationPage::secretAccessKey() const
{
    return m_form->secretAccessKey();
}

void DestinationPage::openImport()
{
    auto *dialog = new ImportDialog(m_console.jobs, m_environment, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::chosen, m_form, &DestinationForm::take);
    dialog->open();
}

void DestinationPage::openPolicy()
{
    auto *dialog = new PolicyDialog(draft().profile, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace lifeboat
