// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own commands around backups and restores. Window's thread.
#pragma once

#include "gui/settings/settingsgroup.h"

namespace lifeboat {

class CommandsGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    CommandsGroup(const HookSettings &hooks, QWidget *parent);

private:
    void addCommandLine(const QString &label, const QString &value, const QString &key, const QString &note);
    void addLimit(std::chrono::seconds limit);
};

} // namespace lifeboat
