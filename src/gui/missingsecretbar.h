// SPDX-License-Identifier: GPL-3.0-or-later
// A line above the pages while a profile's secret could not be had from the keychain: why, and two ways out.
// A key that is typed has to open what is there before it is taken: it would seal what comes.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/noticebar.h"

namespace lifeboat {

class MissingSecretBar final : public NoticeBar
{
    Q_OBJECT
public:
    MissingSecretBar(ConsoleContext console, QWidget *parent);
    /// Hidden when the profile has all it needs.
    void showProfile(const ProfilePointer &profile);

Q_SIGNALS:
    /// The profile should be loaded again: the keychain may answer now, or a secret was entered.
    void reloadRequested();

private:
    void askForSecret();
    void take(const ProfilePointer &profile, SecretName::Kind kind, const QString &text);
    void tryKey(const ProfilePointer &profile, const std::shared_ptr<const SecretBytes> &key);
    void judge(const ProfilePointer &profile, const SecretBytes &key, const Result<KeyTrial> &trial);
    void keep(const SecretName &name, const SecretBytes &secret);
    void note(const QString &what, const QString &words);

    ConsoleContext m_console;
    QPushButton *m_retry;
    QPushButton *m_enter;
    ProfilePointer m_profile;
    QString m_trying; ///< the profile whose key is tried now
};

} // namespace lifeboat
