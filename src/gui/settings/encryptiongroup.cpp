// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings/encryptiongroup.h"

#include "crypto/keys.h"
#include "gui/settings/pathlook.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString table()
{
    return u"storage.backup.encryption"_s;
}

} // namespace

EncryptionGroup::EncryptionGroup(const ConsoleContext &console, const ProfilePointer &profile,
                                 QWidget *parent)
    : SettingsGroup(tr("Encryption"), parent), m_console(console), m_loaded(profile)
{
    const EncryptionSettings &settings = profile->profile.encryption;
    beginBox(tr("Encryption"));
    auto *enabled = new QCheckBox(tr("E&ncrypt backups"), this);
    enabled->setObjectName(u"encrypt"_s);
    enabled->setChecked(settings.enabled);
    SettingField *field = add({}, enabled);
    field->bind(table(), u"enabled"_s, [enabled] { return enabled->isChecked() ? u"true"_s : u"false"_s; });
    field->setCheck([this, enabled] { return enabled->isChecked() ? keyProblem() : QString(); });
    if (hasKey())
        field->setNote(
            tr("A key is never replaced: what it sealed could not be opened any more. For a new key, make "
               "a new profile."));
    addKey();
    begin();
}

QLabel *EncryptionGroup::addFact(const QString &label, const QString &words, const QString &name)
{
    auto *value = new QLabel(words, this);
    value->setObjectName(name);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box()->addRow(label, value);
    return value;
}

QString EncryptionGroup::keyWords() const
{
    const EncryptionSettings &settings = m_loaded->profile.encryption;
    if (hasKey())
        return keyFingerprint(m_loaded->secrets.encryptionKey);
    if (!settings.keyFile.isEmpty())
        return tr("%1 cannot be read.").arg(settings.keyFile);
    return settings.keyInKeychain ? tr("The keychain did not give it.") : tr("None");
}

QString EncryptionGroup::keyProblem() const
{
    const EncryptionSettings &settings = m_loaded->profile.encryption;
    const bool isLost = !settings.keyFile.isEmpty();
    if (hasKey() || (m_file && !m_file->answer().isEmpty()) || settings.keyInKeychain
        || (isLost && settings.enabled))
        return {};
    return isLost || settings.keyInConfig
               ? tr("The key cannot be read.")
               : tr("This profile has no key yet. Make one below, or choose a file that holds one.");
}

void EncryptionGroup::addKey()
{
    const EncryptionSettings &settings = m_loaded->profile.encryption;
    m_key = addFact(tr("Key:"), keyWords(), u"keyFingerprint"_s);
    if (hasKey())
        addFact(tr("Stored in:"), m_loaded->secrets.encryptionKeyOrigin, u"keyOrigin"_s);
    // Where there is a key, a new one would be the end of the old one's backups.
    if (!hasKey() && !settings.keyInKeychain && !settings.keyInConfig && settings.keyFile.isEmpty()) {
        const auto *button = addCommand(tr("Make a ke&y and encrypt…"), u"makeKey"_s);
        connect(button, &QPushButton::clicked, this, &EncryptionGroup::keyRequested);
    }
    // A file could not be held to a key that nobody knows now, and beside a stated one it is not read.
    const bool isKnown = hasKey() || !settings.keyFile.isEmpty() || !settings.keyInKeychain;
    if (isKnown && !settings.keyInConfig)
        addKeyFile();
}

void EncryptionGroup::addKeyFile()
{
    const QString present = m_loaded->profile.encryption.keyFile;
    auto *file = path(tr("Key f&ile:"), present, table(), u"key_file"_s, false, false);
    file->setPlaceholderText(tr("None"));
    m_file = new PathLook(m_console.jobs, file, present,
                          [&profiles = m_console.profiles, loaded = m_loaded](const QString &chosen) {
                              return profiles.checkKeyFile(*loaded, chosen);
                          });
    setCheck([this, file, present] {
        const bool isMissing = file->text().trimmed().isEmpty() && !present.isEmpty();
        return isMissing ? tr("This is needed: the profile has no other key.") : m_file->problem();
    });
    setNote(hasKey() ? tr("Only a file that holds this very key is taken.")
            : !present.isEmpty()
                ? tr("Where the file with this profile's key is now. No other key opens what "
                     "was sealed with it.")
                : tr("A file with a key, such as lifeboat-cli keygen makes. Only its owner "
                     "may be able to read it."));
    connect(m_file, &PathLook::answered, this, [this] {
        const QString fingerprint = m_file->answer();
        m_key->setText(hasKey() || fingerprint.isEmpty() ? keyWords() : fingerprint);
        review();
        Q_EMIT edited();
    });
}

} // namespace lifeboat
