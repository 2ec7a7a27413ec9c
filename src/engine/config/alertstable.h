// SPDX-License-Identifier: GPL-3.0-or-later
// Reads [lifeboat.alerts]: who is told beyond the desktop.
#pragma once

#include "engine/config/tablereader.h"
#include "engine/profile.h"

namespace lifeboat {

/// Sets alerts and the webhook's token in `loaded`; problems go to the table's report. An address may itself
/// be a secret, so that none enters a message.
void readAlerts(const TableReader &table, LoadedProfile &loaded);

/// One address or user, which sendmail must not take for an option of its own.
[[nodiscard]] bool isAlertRecipient(const QString &text);

} // namespace lifeboat
