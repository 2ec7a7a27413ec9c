// SPDX-License-Identifier: GPL-3.0-or-later
// The user's language for our texts and Qt's. Once, right after the application object was made.
#pragma once

#include <QString>

class QCoreApplication;

namespace lifeboat {

/// `language` as GlobalSettings has it; empty is the system's. Dates and numbers follow it.
void installTranslations(QCoreApplication &app, const QString &language = {});

} // namespace lifeboat
