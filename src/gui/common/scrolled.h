// SPDX-License-Identifier: GPL-3.0-or-later
// What may be larger than its place: it is scrolled there, and nothing is seen of that otherwise.
#pragma once

class QScrollArea;
class QWidget;

namespace lifeboat {

/// A new area, which owns `content`; whoever lays it out owns the area.
[[nodiscard]] QScrollArea *scrolled(QWidget *content);
/// How much higher the area would have to be to show all of its content.
[[nodiscard]] int hiddenHeight(const QScrollArea &area);

} // namespace lifeboat
