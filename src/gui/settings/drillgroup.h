// SPDX-License-Identifier: GPL-3.0-or-later
// Restores to a scratch file that prove the backups. Window's thread.
#pragma once

#include "gui/settings/settingsgroup.h"

namespace lifeboat {

/// Why this line cannot be asked of a restored database, or nothing. It looks at how it begins and whether
/// its quotes and brackets match; SQLite has the last word when a drill runs.
[[nodiscard]] QString assertionProblem(const QString &sql);

class DrillGroup final : public SettingsGroup
{
    Q_OBJECT
public:
    DrillGroup(const DrillSettings &drill, QWidget *parent);

private:
    void addInterval(const DrillSettings &drill);
    void addAssertions(const QStringList &assertions);
};

} // namespace lifeboat
