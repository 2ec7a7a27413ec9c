// SPDX-License-Identifier: GPL-3.0-or-later
// Runs in the forms that other programs read. Pure functions.
#pragma once

#include "engine/runrecord.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lifeboat {

/// docs/cli.md lists the members.
[[nodiscard]] QJsonObject toJson(const RunRecord &record);
[[nodiscard]] QJsonArray toJson(const QList<RunRecord> &records);
/// RFC 4180, UTF-8, with a heading. Texts that a spreadsheet would take for a formula begin with an
/// apostrophe: errors carry words of servers.
[[nodiscard]] QByteArray toCsv(const QList<RunRecord> &records);

} // namespace lifeboat
