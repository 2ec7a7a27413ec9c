// SPDX-License-Identifier: GPL-3.0-or-later
// The translation context of every text that can reach a person from below the faces.
#pragma once

#include <QCoreApplication>

namespace lifeboat {

/// `Text::tr("Cannot open %1: %2").arg(path, reason)`; English source, translated in translations/.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Lifeboat)
};

} // namespace lifeboat
