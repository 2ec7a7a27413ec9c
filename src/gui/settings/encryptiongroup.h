// SPDX-License-Identifier: GPL-3.0-or-later
// Whether backups are sealed, and with which key. A file is looked into while its name is typed: a key is
// never replaced by another. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/settings/settingsgroup.h"

namespace lifeboat {

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
    void lookIntoFile();
    void takeAnswer(const QString &path, const Result<QString> &fingerprint);
    /// What is typed, where it is not what the file has.
    [[nodiscard]] QString chosenFile() const;
    [[nodiscard]] QString fileProblem() const;
    /// Why backups cannot be sealed, or nothing.
    [[nodiscard]] QString keyProblem() const;
    [[nodiscard]] bool hasKey() const { return !m_loaded->secrets.encryptionKey.isEmpty(); }
    [[nodiscard]] QString keyWords() const;

    ConsoleContext m_console;
    ProfilePointer m_loaded;
    QLabel *m_key = nullptr;
    QLineEdit *m_file = nullptr;
    QString m_answered;    ///< the path that the answer is about
    QString m_problem;     ///< why it cannot be taken
    QString m_fingerprint; ///< of the key in it
    bool m_isLooking = false;
};

} // namespace lifeboat
