// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/newkeydialog.h"

#include "gui/common/errornotice.h"
#include "gui/common/opening.h"
#include "gui/common/scrolled.h"
#include "gui/settings/secretplacebox.h"
#include "gui/wizard/kitrecord.h"
#include "gui/wizard/recoverykitpanel.h"
#include "gui/wizard/setuppage.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

NewKeyDialog::NewKeyDialog(const ConsoleContext &console, const ProfilePointer &profile, QString stateFolder,
                           QWidget *parent)
    : QDialog(parent), m_console(console), m_profile(profile), m_stateFolder(std::move(stateFolder)),
      m_key(generateKey()), m_panel(new RecoveryKitPanel(console.jobs, true, this)),
      m_place(new SecretPlaceBox(console, this)), m_placeNote(wrappingLabel({}, this)),
      m_error(new ErrorNotice(this)), m_reason(wrappingLabel({}, this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Encrypt the backups of %1").arg(m_profile->profile.id));
    auto *words = wrappingLabel(
        tr("A new key seals every backup from now on; those made before stay readable as they are. Without "
           "the key nobody can open a sealed backup, you included: save its recovery kit first."),
        this);
    words->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_reason->setObjectName(u"reason"_s);
    m_error->setRetryVisible(false);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Turn &encryption on"));
    auto *where = new QFormLayout;
    where->setRowWrapPolicy(QFormLayout::WrapLongRows);
    where->addRow(tr("&Keep the key:"), m_place);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins({});
    for (QWidget *row : std::initializer_list<QWidget *>{words, m_panel})
        rows->addWidget(row);
    rows->addLayout(where);
    rows->addWidget(m_placeNote);
    rows->addStretch();
    m_scroll = scrolled(content);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_error);
    column->addWidget(m_reason);
    column->addWidget(m_buttons);

    connect(m_panel, &RecoveryKitPanel::changed, this, &NewKeyDialog::review);
    connect(m_place, &QComboBox::currentIndexChanged, this, &NewKeyDialog::review);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &NewKeyDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &NewKeyDialog::reject);
    makeKit();
    review();
}

void NewKeyDialog::makeKit()
{
    LoadedProfile sealed;
    sealed.profile = m_profile->profile;
    sealed.profile.encryption.enabled = true;
    if (m_key)
        sealed.secrets.encryptionKey = m_key->clone();
    auto kit = m_key ? RecoveryKit::of(sealed, m_console.backups.clock().utcNow())
                     : Result<RecoveryKit>(fail(m_key.error()));
    if (!kit)
        m_error->showError(tr("No key can be made"), kit.error());
    m_panel->setKit(kit ? std::make_shared<const RecoveryKit>(std::move(*kit)) : nullptr);
}

void NewKeyDialog::review()
{
    const QString problem = m_panel->problem();
    m_placeNote->setText(m_place->words({u"BACKUP_ENCRYPTION_KEY"_s}));
    m_reason->setText(problem);
    m_reason->setVisible(!problem.isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty() && !m_busy);
    layout()->activate();
    growBy(*this, hiddenHeight(*m_scroll));
}

void NewKeyDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    review(); // now it knows its width
}

void NewKeyDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_panel->setEnabled(!busy);
    m_place->setEnabled(!busy);
    review();
}

void NewKeyDialog::accept()
{
    const QString name = m_profile->profile.id;
    m_error->hide();
    const auto started = m_console.jobs.start<void>(
        JobKind::Check, name,
        [&profiles = m_console.profiles, name, place = m_place->place(),
         key = std::make_shared<SecretBytes>(m_key->clone()), folder = m_stateFolder,
         now = m_console.backups.clock().utcNow()](const JobControl &control) -> Result<void> {
            const auto changed = changeWithSecretIn(
                place, profiles, {name, SecretName::Kind::EncryptionKey},
                {{u"storage.backup.encryption"_s, u"enabled"_s, u"true"_s}}, *key, control.cancel);
            // That the date was not noted only means being asked for the kit again.
            if (changed)
                std::ignore = KitRecord(folder).confirm(name, now);
            return changed;
        },
        this,
        [this, name](const Result<void> &made) {
            setBusy(false);
            if (!made)
                return m_error->showError(tr("Encryption was not turned on"), made.error());
            Q_EMIT keyMade(name);
            QDialog::accept();
        });
    if (!started)
        return m_error->showError(tr("Encryption was not turned on"), started.error());
    setBusy(true);
}

} // namespace lifeboat
