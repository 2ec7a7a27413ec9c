// SPDX-License-Identifier: GPL-3.0-or-later
// Reports as the JSON that --json prints (docs/cli.md lists every member). Pure functions.
#pragma once

#include "service/backupservice.h"

#include <QJsonObject>

namespace lifeboat {

[[nodiscard]] QJsonObject toJson(const Error &error);
[[nodiscard]] QJsonObject toJson(const BackupEntry &entry);
[[nodiscard]] QJsonObject toJson(const BackupReport &report);
[[nodiscard]] QJsonObject toJson(const VerifyReport &report);
[[nodiscard]] QJsonObject toJson(const DrillReport &report);
[[nodiscard]] QJsonObject toJson(const RestoreOutcome &outcome);
[[nodiscard]] QJsonObject toJson(const SafetyCopyInfo &copy, const RestoreSettings &rule);
[[nodiscard]] QJsonObject toJson(const SavedFile &file);
[[nodiscard]] QJsonObject toJson(const PruneReport &report, bool dryRun);

} // namespace lifeboat
