// SPDX-License-Identifier: GPL-3.0-or-later
// Whether backups are sealed, and with which key. Window's thread.
#pragma once

#include "gui/settings/settingsgroup.h"

namespace lifeboat {

class EncryptionGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    EncryptionGroup(const LoadedProfile &loaded, QWidget *parent);

Q_SIGNALS:
    /// The profile has no key and should get one.
    void keyRequested();

private:
    void addFact(const QString &label, const QString &words, const QString &name);
    void addKey(const LoadedProfile &loaded, bool expectsKey);
};

} // namespace lifeboat
