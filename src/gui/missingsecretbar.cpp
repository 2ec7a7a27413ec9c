// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/missingsecretbar.h"

#include "base/secrettext.h"
#include "crypto/keys.h"
#include "gui/common/errornotice.h"
#include "gui/common/icons.h"
#include "gui/common/secrettoggle.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Which secret is wanting: without the access key there is not even a list.
SecretName::Kind wantedKind(const LoadedProfile &profile)
{
    const bool needsKey = profile.profile.encryption.enabled && profile.secrets.encryptionKey.isEmpty();
    return needsKey ? SecretName::Kind::EncryptionKey : SecretName::Kind::S3SecretKey;
}

} // namespace

MissingSecretBar::MissingSecretBar(ConsoleContext console, QWidget *parent)
    : NoticeBar(healthIcon(Health::Warning), tr("Warning"), parent), m_console(console),
      m_retry(addButton(tr("&Unlock…"), tr("Ask the keychain again")))
{
    const auto *enter =
        addButton(tr("&Enter it…"), tr("Type the secret; it is kept in memory until Lifeboat ends"));
    connect(m_retry, &QPushButton::clicked, this, &MissingSecretBar::reloadRequested);
    connect(enter, &QPushButton::clicked, this, &MissingSecretBar::askForSecret);
}

void MissingSecretBar::showProfile(const ProfilePointer &profile)
{
    m_profile = profile;
    setVisible(profile && profile->missingSecret);
    if (!profile || !profile->missingSecret)
        return;
    setText(describe(*profile->missingSecret));
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
    const bool key = wantedKind(*m_profile) == SecretName::Kind::EncryptionKey;
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
    connect(dialog, &QInputDialog::textValueSelected, this, &MissingSecretBar::keep);
    dialog->open();
}

void MissingSecretBar::keep(const QString &text)
{
    const SecretName name{m_profile->profile.id, wantedKind(*m_profile)};
    Result<SecretBytes> secret = secretFrom(text);
    if (name.kind == SecretName::Kind::EncryptionKey)
        secret = decodeKey(secret->view(), tr("The key that was entered"));
    if (!secret) {
        openErrorDialog(window(), tr("This is not a key"), secret.error());
        return;
    }
    m_console.profiles.keepForSession(name, *secret);
    Q_EMIT reloadRequested();
}

} // namespace lifeboat
