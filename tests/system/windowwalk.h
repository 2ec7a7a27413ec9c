// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one of window/'s programs, which use Lifeboat's window as a person does, on a private screen.
#pragma once

#include "support/privatescreen.h"

#include <QJsonObject>

namespace lifeboat {

/// The programs and Python modules that all of them need and this machine has not.
[[nodiscard]] QStringList missingForWalks();

/// `script` of tests/system/window gets `place` and where the programs are; what it prints is passed on.
/// False when it fails.
[[nodiscard]] bool walk(const PrivateScreen &screen, const QString &script, QJsonObject place);

} // namespace lifeboat
