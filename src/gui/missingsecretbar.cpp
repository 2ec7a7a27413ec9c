// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/missingsecretbar.h"

#include "base/secrettext.h"
#include "crypto/keys.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/common/secrettoggle.h"
#include "gui/common/timewords.h"

#include <QDialogButtonBox>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Which secret is wanting: without the access key there is not even a list, nor anything to try a key on.
SecretName::Kind wantedKind(const LoadedProfile &profile)
{
    const bool needsKey = profile.profile.encryption.enabled && profile.secrets.encryptionKey.isEmpty();
    return needsKey && !secretOutOfReach(profile) ? SecretName::Kind::EncryptionKey
                                                  : SecretName::Kind::S3SecretKey;
}

Result<SecretBytes> secretOf(SecretName::Kind kind, const QString &text)
{
    SecretBytes secret = secretFrom(text);
    if (kind == SecretName::Kind::EncryptionKey)
        return decodeKey(secret.view(), MissingSecretBar::tr("The key that was entered"));
    return secret;
}

bool isForm(SecretName::Kind kind, const QString &text)
{
    const auto secret = secretOf(kind, text);
    return secret && !secret->isEmpty();
}

} // namespace

MissingSecretBar::MissingSecretBar(ConsoleContext console, QWidget *parent)
    : NoticeBar(healthIcon(Health::Warning), tr("Warning"), parent), m_console(console),
      m_retry(addButton(tr("&Unlock…"), tr("Ask the keychain again"))),
      m_enter(addButton(tr("&Enter it…"), tr("Type the secret; it is kept in memory until Lifeboat ends")))
{
    connect(m_retry, &QPushButton::clicked, this, &MissingSecretBar::reloadRequested);
    connect(m_enter, &QPushButton::clicked, this, &MissingSecretBar::askForSecret);
}

void MissingSecretBar::showProfile(const ProfilePointer &profile)
{
    m_profile = profile;
    setVisible(profile && profile->missingSecret);
    if (!profile || !profile->missingSecret)
        return;
    const bool trying = profile->profile.id == m_trying;
    setText(trying ? tr("Trying the key that was entered…") : describe(*profile->missingSecret));
    m_retry->setEnabled(!trying);
    m_enter->setEnabled(!trying);
    const bool isFile = wantedKind(*profile) == SecretName::Kind::EncryptionKey
                        && !profile->profile.encryption.keyFile.isEmpty();
    // Only what is locked can be unlocked.
    const bool isLocked = !isFile && profile->missingSecret->code == ErrorCode::PermissionDenied;
    m_retry->setText(isLocked ? tr("&Unlock…") : tr("Try again"));
    m_retry->setToolTip(isFile ? tr("Look for the key file again") : tr("Ask the keychain again"));
    m_retry->setAccessibleDescription(m_retry->toolTip());
}

void MissingSecretBar::askForSecret()
{
    const SecretName::Kind kind = wantedKind(*m_profile);
    const bool key = kind == SecretName::Kind::EncryptionKey;
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(key ? tr("Encryption key") : tr("Secret access key"));
    dialog->setLabelText(
        key ? tr("The encryption key of %1 (44 characters, on the recovery kit):").arg(m_profile->profile.id)
            : tr("The secret access key of %1:").arg(m_profile->profile.id));
    dialog->setTextEchoMode(QLineEdit::Password);
    auto *line = dialog->findChild<QLineEdit *>();
    line->setToolTip(tr("It is kept in memory until Lifeboat ends"));
    new SecretToggle(line);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, profile = m_profile, kind](const QString &text) { take(profile, kind, text); });
    dialog->open(); // makes its buttons
    auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    ok->setEnabled(false);
    connect(line, &QLineEdit::textChanged, ok,
            [ok, kind](const QString &text) { ok->setEnabled(isForm(kind, text)); });
}

void MissingSecretBar::take(const ProfilePointer &profile, SecretName::Kind kind, const QString &text)
{
    auto secret = secretOf(kind, text);
    if (!secret)
        openErrorDialog(window(), tr("This is not a key"), secret.error());
    else if (kind == SecretName::Kind::EncryptionKey)
        tryKey(profile, std::make_shared<const SecretBytes>(std::move(*secret)));
    else
        keep({profile->profile.id, kind}, *secret);
}

void MissingSecretBar::tryKey(const ProfilePointer &profile, const std::shared_ptr<const SecretBytes> &key)
{
    const auto job = m_console.jobs.start<KeyTrial>(
        JobKind::Check, {},
        [&backups = m_console.backups, profile, key](const JobControl &control) {
            return backups.tryKey(*profile, *key, control);
        },
        this, [this, profile, key](const Result<KeyTrial> &trial) { judge(profile, *key, trial); });
    if (!job) {
        judge(profile, *key, fail(job.error()));
        return;
    }
    m_trying = profile->profile.id;
    showProfile(m_profile);
}

void MissingSecretBar::judge(const ProfilePointer &profile, const SecretBytes &key,
                             const Result<KeyTrial> &trial)
{
    m_trying.clear();
    showProfile(m_profile);
    const QString id = profile->profile.id;
    const QDateTime now = m_console.backups.clock().utcNow().toLocalTime();
    const auto whenOf = [&now](const BackupEntry &backup) {
        return whenWords(backup.takenAt.toLocalTime(), now);
    };
    const QString compare =
        tr("The fingerprint of the key that was entered is %1; that of the right one stands "
           "on the recovery kit of %2.")
            .arg(keyFingerprint(key), id);
    if (!trial) {
        openErrorDialog(window(), tr("The key was not tried"), trial.error());
        return;
    }
    if (trial->refused && !trial->opened) {
        openErrorDialog(
            window(), tr("This is another key"),
            Error{ErrorCode::WrongKey, u"key.try"_s,
                  tr("It does not open the backup of %1 (%2), so it is not used: what it seals could "
                     "not be opened with the key of %3.")
                      .arg(whenOf(*trial->refused), trial->refused->key, id),
                  compare, false});
        return;
    }
    keep({id, SecretName::Kind::EncryptionKey}, key);
    if (!trial->opened)
        note(tr("The key is used, but it could not be tried"), trial->untried + u"\n\n"_s + compare);
    else if (trial->refused)
        note(tr("The key does not open the newest backup"),
             tr("It opens the backup of %1, and is used. The one of %2 was sealed with another key, or is "
                "damaged: make a new backup.")
                 .arg(whenOf(*trial->opened), whenOf(*trial->refused)));
}

void MissingSecretBar::keep(const SecretName &name, const SecretBytes &secret)
{
    m_console.profiles.keepForSession(name, secret);
    Q_EMIT reloadRequested();
}

void MissingSecretBar::note(const QString &what, const QString &words)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, what, what, QMessageBox::Close, window());
    dressBox(*box, healthIcon(Health::Warning));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(words);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace lifeboat
