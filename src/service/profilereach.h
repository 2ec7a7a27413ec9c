// SPDX-License-Identifier: GPL-3.0-or-later
// What a config file has Lifeboat do beyond copying the database: which commands it runs, and whom it tells.
// For whoever is to trust a file that somebody else wrote. Pure functions.
#pragma once

#include "engine/profile.h"

#include <QList>

namespace lifeboat {

struct ProfileCommand
{
    QString key;     ///< as the file has it: "before_backup"
    QString when;    ///< for people: "before a backup"
    QString command; ///< as the shell is given it; for people only through escaped()
};

/// Those that are set, in the order in which they would run.
[[nodiscard]] QList<ProfileCommand> commandsOf(const Profile &profile);

/// "webhook to ntfy.sh", "mail to ops@example.org"; hosts only, as the rest of an address may be a secret.
[[nodiscard]] QStringList alertPlaces(const AlertSettings &alerts);

} // namespace lifeboat
