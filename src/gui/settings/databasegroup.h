// SPDX-License-Identifier: GPL-3.0-or-later
// Which database, what its backups are called, and where the work is done. Window's thread.
#pragma once

#include "gui/settings/settingsgroup.h"

namespace lifeboat {

class DatabaseGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    DatabaseGroup(const Profile &profile, QWidget *parent);

private:
    void addUndo(const RestoreSettings &restore);
    void addAdvanced(const Profile &profile);
};

} // namespace lifeboat
