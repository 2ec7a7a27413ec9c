// SPDX-License-Identifier: GPL-3.0-or-later
// Which database, what its backups are called, and where the work is done. Window's thread.
#pragma once

#include "gui/common/consolecontext.h"
#include "gui/settings/settingsgroup.h"

namespace lifeboat {

class DatabaseGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    DatabaseGroup(const ConsoleContext &console, const Profile &profile, QWidget *parent);

private:
    void addFile(const Profile &profile, Jobs &jobs);
    void addUndo(const RestoreSettings &restore);
    void addAdvanced(const Profile &profile);
};

} // namespace lifeboat
