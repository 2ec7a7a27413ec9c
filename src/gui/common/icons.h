// SPDX-License-Identifier: GPL-3.0-or-later
// Our own icons, drawn from resources/icons at whatever size and in the colours of the present palette.
#pragma once

#include "engine/health.h"

#include <QIcon>

class QMessageBox;

namespace lifeboat {

/// A line icon in the palette's text colour (disabled and selected as the palette has it); it follows a
/// change of palette while running. `name` is the file's, without its suffix.
[[nodiscard]] QIcon themedIcon(const QString &name);

/// A filled icon whose shape and colour both differ from the other states'.
[[nodiscard]] QIcon healthIcon(Health health);
/// For people and screen readers: "Healthy".
[[nodiscard]] QString healthName(Health health);

/// Gives `box` its picture, instead of one of the style's, and makes its text a heading of the informative
/// one. Only for icons whose colours are their own: it does not follow the palette.
void dressBox(QMessageBox &box, const QIcon &icon);

} // namespace lifeboat
