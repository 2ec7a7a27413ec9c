// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/settingspage.h"

#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/settings/destinationdialog.h"
#include "gui/settings/newkeydialog.h"
#include "gui/settings/settingsform.h"
#include "gui/wizard/setuppage.h"
#include "service/statefile.h"

#include <QApplication>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <utility>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr int fewestLines = 14; ///< of the form and its buttons, before anything stands above them

} // namespace

SettingsPage::SettingsPage(ConsoleContext console, QWidget *parent)
    : QWidget(parent), m_console(console), m_place(new QVBoxLayout), m_adopted(wrappingLabel({}, this)),
      m_reason(wrappingLabel({}, this)), m_notice(new ErrorNotice(this)),
      m_apply(new QPushButton(tr("App&ly"), this)), m_revert(new QPushButton(tr("Rever&t"), this)),
      m_remove(new QPushButton(tr("Re&move profile…"), this))
{
    m_adopted->setObjectName(u"adopted"_s);
    m_adopted->hide();
    m_reason->setObjectName(u"reason"_s);
    m_apply->setObjectName(u"apply"_s);
    m_revert->setObjectName(u"revert"_s);
    m_remove->setObjectName(u"remove"_s);
    m_notice->setRetryVisible(false);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_remove);
    buttons->addStretch();
    buttons->addWidget(m_revert);
    buttons->addWidget(m_apply);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, style()->pixelMetric(QStyle::PM_LayoutTopMargin), 0, 0);
    column->addWidget(m_adopted);
    column->addLayout(m_place, 1);
    column->addWidget(m_notice);
    column->addWidget(m_reason);
    column->addLayout(buttons);

    connect(m_apply, &QPushButton::clicked, this, &SettingsPage::apply);
    connect(m_revert, &QPushButton::clicked, this, &SettingsPage::rebuild);
    connect(m_remove, &QPushButton::clicked, this, &SettingsPage::askToRemove);
    updateButtons();
}

SettingsPage::~SettingsPage() = default;

void SettingsPage::showProfile(const ProfilePointer &profile)
{
    const bool same = m_profile && profile && m_profile->profile.id == profile->profile.id;
    if (!same)
        setAside();
    m_profile = profile;
    if (same && !m_isStale && m_form && m_form->isChanged())
        return;
    m_isStale = true;
    if (!same) {
        m_adoptedFile.reset();
        m_adopted->clear();
    }
    lookAtFile();
    if (isVisible())
        rebuild();
}

/// What was typed and not applied waits until its profile is shown again.
void SettingsPage::setAside()
{
    if (!m_form || !m_form->isChanged())
        return;
    m_place->removeWidget(m_form);
    m_form->setParent(nullptr);
    m_setAside[m_profile->profile.id].reset(std::exchange(m_form, nullptr));
}

void SettingsPage::lookAtFile()
{
    if (!m_profile)
        return;
    const auto started = m_console.jobs.start<QString>(
        JobKind::Check, {},
        [path = m_profile->profile.configFile](const JobControl &) -> Result<QString> {
            return QFileInfo(path).symLinkTarget(); // empty when it is no link
        },
        this,
        [this, profile = m_profile](const Result<QString> &target) {
            if (profile != m_profile || !target)
                return;
            m_adoptedFile = *target;
            m_adopted->setText(target->isEmpty() ? QString()
                                                 : tr("These settings are in %1, a file of another program. "
                                                      "Changes are made there, and that program "
                                                      "reads them, too.")
                                                       .arg(*target));
            m_apply->setToolTip(m_adopted->text().toHtmlEscaped());
            showAdopted();
            updateButtons();
        });
    Q_ASSERT(started);
}

void SettingsPage::showBackups(const QList<BackupEntry> &newestFirst, const Proofs &proofs)
{
    m_newestFirst = newestFirst;
    m_proofs = proofs;
    if (m_form && !m_isStale)
        m_form->setBackups(newestFirst, proofs);
}

void SettingsPage::showEvent(QShowEvent *event)
{
    if (m_isStale)
        rebuild();
    QWidget::showEvent(event);
}

void SettingsPage::rebuild()
{
    m_isStale = false;
    m_notice->hide();
    const bool hadFocus = m_form && m_form->isAncestorOf(QApplication::focusWidget());
    const int section = m_form ? m_form->section() : 0;
    delete std::exchange(m_form, nullptr);
    showAdopted();
    if (m_profile) {
        const auto typed = m_setAside.extract(m_profile->profile.id);
        m_form = typed ? typed.mapped().release() : makeForm(section);
        m_form->setBackups(m_newestFirst, m_proofs);
        m_place->addWidget(m_form); // which shows it once it has its place
        if (hadFocus)
            m_form->setFocus();
    }
    updateButtons();
}

SettingsForm *SettingsPage::makeForm(int section)
{
    auto *form = new SettingsForm(m_console, m_profile, this);
    form->setSection(section);
    connect(form, &SettingsForm::edited, this, &SettingsPage::updateButtons);
    connect(form, &SettingsForm::destinationRequested, this, &SettingsPage::openDestination);
    connect(form, &SettingsForm::keyRequested, this, &SettingsPage::openNewKey);
    return form;
}

/// Whose file it is; in a low window only the tooltip of Apply says so.
void SettingsPage::showAdopted()
{
    const bool room = height() >= fewestLines * fontMetrics().lineSpacing();
    m_adopted->setVisible(room && !m_adopted->text().isEmpty());
}

void SettingsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showAdopted();
}

void SettingsPage::updateButtons()
{
    const bool changed = m_form && m_form->isChanged();
    const QStringList wrong = m_form ? m_form->wrongSections() : QStringList();
    m_reason->setText(tr("Correct what is marked under %1.").arg(wrong.join(u", "_s)));
    m_reason->setVisible(changed && !wrong.isEmpty());
    m_apply->setEnabled(changed && wrong.isEmpty() && !m_busy);
    m_revert->setEnabled(changed && !m_busy);
    m_remove->setEnabled(m_adoptedFile && !m_busy);
    if (m_form) {
        m_form->setEnabled(!m_busy);
        m_form->setActionsEnabled(!changed);
    }
}

void SettingsPage::setBusy(bool busy)
{
    m_busy = busy;
    updateButtons();
}

void SettingsPage::apply()
{
    const QString name = m_profile->profile.id;
    const QList<ProfileEdit> edits = m_form->edits();
    const auto secret = std::make_shared<SecretBytes>(m_form->secret());
    ProfileCatalog &profiles = m_console.profiles;
    const auto started = m_console.jobs.start<void>(
        JobKind::Check, name,
        [&profiles, name, edits, secret](const JobControl &control) -> Result<void> {
            if (secret->isEmpty())
                return profiles.change(name, edits);
            return profiles.changeWithSecret(name, edits, SecretName::Kind::S3SecretKey, *secret,
                                             control.cancel);
        },
        this,
        [this, name](const Result<void> &done) {
            setBusy(false);
            const bool shown = m_profile && m_profile->profile.id == name;
            if (!done) {
                if (shown)
                    m_notice->showError(tr("The settings were not changed"), done.error());
                return;
            }
            if (shown)
                m_form->settle();
            else
                m_setAside.erase(name); // it is in the file now
            updateButtons();
            Q_EMIT profileChanged(name);
        });
    if (!started)
        return m_notice->showError(tr("The settings were not changed"), started.error());
    m_notice->hide();
    setBusy(true);
}

void SettingsPage::openDestination()
{
    auto *dialog = new DestinationDialog(m_console, m_profile, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DestinationDialog::destinationChanged, this, &SettingsPage::profileChanged);
    dialog->open();
}

void SettingsPage::openNewKey()
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    auto *dialog = new NewKeyDialog(m_console, m_profile, stateFolder(environment), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewKeyDialog::keyMade, this, &SettingsPage::profileChanged);
    dialog->open();
}

QString SettingsPage::removalWords() const
{
    const Profile &profile = m_profile->profile;
    const QString adopted = m_adoptedFile.value_or(QString());
    const auto *s3 = std::get_if<S3Destination>(&profile.destination);
    const bool keychain = profile.encryption.keyInKeychain || (s3 && s3->secretInKeychain);
    QStringList words;
    words.append(adopted.isEmpty()
                     ? tr("The file %1 is deleted.").arg(profile.configFile)
                     : tr("The profile leaves this list. The file %1 stays as it is.").arg(adopted));
    if (keychain)
        words.append(tr("Its secrets are removed from the keychain."));
    words.append(tr("The database and all its backups in the store stay."));
    if (profile.encryption.keyInKeychain)
        words.append(tr("Encrypted backups can only be opened with the key: make sure that you hold the "
                        "recovery kit."));
    return words.join(u"\n\n"_s);
}

void SettingsPage::askToRemove()
{
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    dressBox(*question, healthIcon(Health::Warning));
    question->setTextFormat(Qt::PlainText);
    question->setText(tr("Remove the profile %1?").arg(m_profile->profile.id));
    question->setInformativeText(removalWords());
    QPushButton *yes = question->addButton(tr("&Remove profile"), QMessageBox::DestructiveRole);
    question->setDefaultButton(question->addButton(QMessageBox::Cancel));
    connect(yes, &QPushButton::clicked, this, &SettingsPage::remove);
    question->open();
}

void SettingsPage::remove()
{
    const QString name = m_profile->profile.id;
    ProfileCatalog &profiles = m_console.profiles;
    const auto started = m_console.jobs.start<void>(
        JobKind::Check, name,
        [&profiles, name](const JobControl &control) { return profiles.remove(name, control.cancel); }, this,
        [this, name](const Result<void> &done) {
            setBusy(false);
            if (!done)
                m_notice->showError(tr("The profile was not removed cleanly"), done.error());
            if (done || !m_console.profiles.names().contains(name)) {
                if (m_form && m_profile->profile.id == name)
                    m_form->settle(); // nothing waits for it any more
                m_setAside.erase(name);
                Q_EMIT profileRemoved(name);
                Q_EMIT profileChanged(name); // for those who read the whole list anew
            }
        });
    if (!started)
        return m_notice->showError(tr("The profile was not removed"), started.error());
    m_notice->hide();
    setBusy(true);
}

} // namespace lifeboat
