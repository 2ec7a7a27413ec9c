// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every screen. Each rule names what breaks it, in words for whoever mends it.
#pragma once

#include <QStringList>

class QWidget;

namespace lifeboat {

/// Words that have less room than they need, or stand outside their place. What is scrolled may go on below.
[[nodiscard]] QStringList cutOff(const QWidget &screen);
/// Letters that Alt would find twice, of what is seen and in each menu.
[[nodiscard]] QStringList lettersTakenTwice(const QWidget &screen);
/// What can be used or says something by a picture, and has no name for those who do not see it.
[[nodiscard]] QStringList nameless(const QWidget &screen);
/// What is filled in or chosen from, and does not describe itself to those who only hear its name.
[[nodiscard]] QStringList undescribed(const QWidget &screen);
/// What can be used, and Tab, pressed again and again, does not come to. The focus is elsewhere afterwards.
[[nodiscard]] QStringList outOfReach(QWidget &screen);

} // namespace lifeboat
