// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/recoverykitdialog.h"

#include "gui/common/errornotice.h"
#include "gui/common/opening.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitpanel.h"
#include "gui/wizard/setuppage.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

RecoveryKitDialog::RecoveryKitDialog(const ConsoleContext &console, const ProfilePointer &profile,
                                     QString stateFolder, QWidget *parent)
    : QDialog(parent), m_console(console), m_profile(profile->profile.id),
      m_stateFolder(std::move(stateFolder)), m_panel(new RecoveryKitPanel(console.jobs, false, this)),
      m_error(new ErrorNotice(this)), m_reason(wrappingLabel({}, this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Close, this))
{
    setWindowTitle(tr("Recovery kit of %1").arg(m_profile));
    auto *text =
        wrappingLabel(tr("If this computer is lost, the recovery kit is the only way to open the encrypted "
                         "backups of %1. Do you still hold it? If not, save it again.")
                          .arg(m_profile),
                      this);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    m_reason->setObjectName(u"reason"_s);
    m_error->setRetryVisible(false);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&I hold the kit"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(m_panel);
    layout->addWidget(m_error);
    layout->addStretch();
    layout->addWidget(m_reason);
    layout->addWidget(m_buttons);

    connect(m_panel, &RecoveryKitPanel::changed, this, &RecoveryKitDialog::review);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &RecoveryKitDialog::record);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &RecoveryKitDialog::reject);
    auto kit = RecoveryKit::of(*profile, console.backups.clock().utcNow());
    if (!kit)
        m_error->showError(tr("The recovery kit cannot be made"), kit.error());
    m_panel->setKit(kit ? std::make_shared<const RecoveryKit>(std::move(*kit)) : nullptr);
}

void RecoveryKitDialog::review()
{
    const QString problem = m_panel->problem();
    m_reason->setText(problem);
    m_reason->setVisible(!problem.isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty());
    fitHeight(*this);
}

void RecoveryKitDialog::record()
{
    setEnabled(false);
    const auto started = m_console.jobs.start<void>(
        JobKind::Check, {},
        [folder = m_stateFolder, profile = m_profile, now = m_console.backups.clock().utcNow()](
            const JobControl &) { return KitRecord(folder).confirm(profile, now); },
        this,
        [this](const Result<void> &recorded) {
            setEnabled(true);
            if (!recorded) {
                m_error->showError(tr("That you hold the kit could not be noted"), recorded.error());
                return;
            }
            Q_EMIT confirmed(m_profile);
            accept();
        });
    Q_ASSERT(started);
}

} // namespace lifeboat
