// SPDX-License-Identifier: GPL-3.0-or-later
// How large a window opens: as large as it likes to be, but never larger than its display. Window's thread.
#pragma once

#include <QSize>

class QWidget;

namespace lifeboat {

/// What the display of `window` has for it, less a frame around it.
[[nodiscard]] QSize roomFor(const QWidget &window);
/// Before it is shown.
void openAt(QWidget &window, const QSize &wanted);
/// As high as its content is at its present width, which a dialog does not become by itself for labels that
/// wrap. One that is seen only grows.
void fitHeight(QWidget &window);
/// Makes it higher, as far as there is room.
void growBy(QWidget &window, int height);

} // namespace lifeboat
