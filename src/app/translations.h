// SPDX-License-Identifier: GPL-3.0-or-later
// The user's language for our texts and Qt's. Once, right after the application object was made.
#pragma once

class QCoreApplication;

namespace lifeboat {

void installTranslations(QCoreApplication &app);

} // namespace lifeboat
