// SPDX-License-Identifier: GPL-3.0-or-later
// A walk through every screen of the console, by the real program on a sample database: whoever draws them or
// holds them to a rule has all of them from here.
// What is shown has happened: today's backups were made, listed, restored and proven a moment before, and the
// disk that is away is away. The months before are files of the right names and sizes.
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace lifeboat {

/// A window or dialog that is open and has come to rest, and its name ("wizard-destination").
using ScreenVisitor = std::function<void(QWidget &screen, const QString &name)>;

/// Takes some twenty seconds. Needs a QApplication, and speaks its language. Ends the process with a word
/// when a screen does not appear.
void visitScreens(const ScreenVisitor &visit);

} // namespace lifeboat
