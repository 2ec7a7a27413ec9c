// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/encryptiongroup.h"

#include "crypto/keys.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace lifeboat {

using namespace Qt::StringLiterals;

EncryptionGroup::EncryptionGroup(const LoadedProfile &loaded, QWidget *parent)
    : SettingsGroup(tr("Encryption"), parent)
{
    beginBox(tr("Encryption"));
    auto *enabled = new QCheckBox(tr("En&crypt backups"), this);
    enabled->setObjectName(u"encrypt"_s);
    enabled->setChecked(loaded.profile.encryption.enabled);
    SettingField *field = add({}, enabled);
    const bool hasKey = !loaded.secrets.encryptionKey.isEmpty();
    const bool expectsKey = hasKey || loaded.profile.encryption.keyInKeychain;
    field->bind(u"storage.backup.encryption"_s, u"enabled"_s,
                [enabled] { return enabled->isChecked() ? u"true"_s : u"false"_s; });
    field->setCheck([enabled, expectsKey] {
        return enabled->isChecked() && !expectsKey ? tr("This profile has no key yet. Make one below.")
                                                   : QString();
    });
    addKey(loaded, expectsKey);
    if (hasKey)
        field->setNote(
            tr("A key is never replaced: what it sealed could not be opened any more. For a new key, make "
               "a new profile."));
    begin();
}

void EncryptionGroup::addFact(const QString &label, const QString &words, const QString &name)
{
    auto *value = new QLabel(words, this);
    value->setObjectName(name);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box()->addRow(label, value);
}

void EncryptionGroup::addKey(const LoadedProfile &loaded, bool expectsKey)
{
    const EncryptionSettings &settings = loaded.profile.encryption;
    if (!loaded.secrets.encryptionKey.isEmpty()) {
        addFact(tr("Key:"), keyFingerprint(loaded.secrets.encryptionKey), u"keyFingerprint"_s);
        addFact(tr("Stored in:"), loaded.secrets.encryptionKeyOrigin, u"keyOrigin"_s);
        return;
    }
    const bool elsewhere = expectsKey || !settings.keyFile.isEmpty();
    addFact(tr("Key:"),
            settings.keyInKeychain ? tr("The keychain did not give it.")
            : elsewhere            ? tr("%1 cannot be read.").arg(settings.keyFile)
                                   : tr("None"),
            u"keyFingerprint"_s);
    // Where there is a key, a new one would be the end of the old one's backups.
    if (elsewhere)
        return;
    const auto *button = addCommand(tr("Make a &key and encrypt…"), u"makeKey"_s);
    connect(button, &QPushButton::clicked, this, &EncryptionGroup::keyRequested);
}

} // namespace lifeboat
