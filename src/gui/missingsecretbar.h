// SPDX-License-Identifier: GPL-3.0-or-later
// A line above the pages while a profile's secret could not be had from the keychain: why, and two ways out.
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
    void keep(const QString &text);

    ConsoleContext m_console;
    QPushButton *m_retry;
    ProfilePointer m_profile;
};

} // namespace lifeboat
