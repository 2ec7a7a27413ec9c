// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/secretplacebox.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

SecretPlaceBox::SecretPlaceBox(const ConsoleContext &console, QWidget *parent) : QComboBox(parent)
{
    setObjectName(u"secretPlace"_s);
    setToolTip(tr("Where Lifeboat finds the secret next time"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addItem(tr("In memory, until Lifeboat ends"), static_cast<int>(SecretPlace::ThisSession));
    addItem(tr("Nowhere: I set environment variables"), static_cast<int>(SecretPlace::Environment));
    const auto started = console.jobs.start<QString>(
        JobKind::Check, {},
        [&profiles = console.profiles](const JobControl &) -> Result<QString> {
            return profiles.keychainName();
        },
        this, [this](const Result<QString> &name) { addKeychain(name.value_or(QString())); });
    Q_ASSERT(started);
}

void SecretPlaceBox::addKeychain(const QString &name)
{
    if (name.isEmpty())
        return;
    insertItem(0, tr("In the keychain (%1)").arg(name), static_cast<int>(SecretPlace::Keychain));
    setCurrentIndex(0);
}

SecretPlace SecretPlaceBox::place() const
{
    return static_cast<SecretPlace>(currentData().toInt());
}

QString SecretPlaceBox::words(const QStringList &variables) const
{
    switch (place()) {
    case SecretPlace::Keychain: return tr("It is kept encrypted, and opened when you log in.");
    case SecretPlace::ThisSession:
        return tr("Lifeboat asks for it after every start, and cannot back up by itself before that.");
    case SecretPlace::Environment: break;
    }
    return tr("Lifeboat keeps nothing. Set these where it is started, and start it again: %1")
        .arg(variables.join(u", "));
}

Result<void> changeWithSecretIn(SecretPlace place, ProfileCatalog &profiles, const SecretName &name,
                                QList<ProfileEdit> edits, const SecretBytes &secret,
                                const CancelToken &cancel)
{
    const bool isKey = name.kind == SecretName::Kind::EncryptionKey;
    if (place == SecretPlace::Keychain)
        return profiles.changeWithSecret(name.profile, edits, name.kind, secret, cancel);
    // For the session the file says "in the keychain", so that it is asked for after a restart.
    if (place == SecretPlace::ThisSession)
        edits.append(isKey ? ProfileEdit{u"storage.backup.encryption"_s, u"key_in_keychain"_s, u"true"_s}
                           : ProfileEdit{u"cloudflare"_s, u"secret_in_keychain"_s, u"true"_s});
    else if (!isKey)
        edits.append(
            {{u"cloudflare"_s, u"r2_access_key_id"_s, {}}, {u"cloudflare"_s, u"secret_in_keychain"_s, {}}});
    if (!isKey)
        edits.append({u"cloudflare"_s, u"r2_secret_access_key"_s, {}});
    const auto changed = profiles.change(name.profile, edits);
    if (changed && place == SecretPlace::ThisSession)
        profiles.keepForSession(name, secret);
    return changed;
}

} // namespace lifeboat
