// SPDX-License-Identifier: GPL-3.0-or-later
// Whether backups are sealed, and with which key. A file is looked into while its name is typed: a key is
// never replaced by another. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/settings/settingsgroup.h"

namespace lifeboat {

class PathLook;

class EncryptionGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    EncryptionGroup(const ConsoleContext &console, const ProfilePointer &profile, QWidget *parent);

Q_SIGNALS:
    /// The profile has no key and should get one.
    void keyRequested();

private:
    QLabel *addFact(const QString &label, const QString &words, const QString &name);
    void addKey();
    void addKeyFile();
    /// Why backups cannot be sealed, or nothing.
    [[nodiscard]] QString keyProblem() const;
    [[nodiscard]] bool hasKey() const { return !m_loaded->secrets.encryptionKey.isEmpty(); }
    [[nodiscard]] QString keyWords() const;

    ConsoleContext m_console;
    ProfilePointer m_loaded;
    QLabel *m_key = nullptr;
    PathLook *m_file = nullptr; ///< whose answer is the fingerprint of the key in it
};

} // namespace lifeboat
