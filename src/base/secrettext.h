// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets on their way in: line edits, the environment, parsers and the keychain hand them over as Qt's
// texts, which wipe nothing. Plain functions, for any thread.
#pragma once

#include "base/secretbytes.h"

#include <QString>

namespace lifeboat {

/// `text` in UTF-8 without the whitespace around it; leaves no copy behind on the way.
[[nodiscard]] SecretBytes secretFrom(QStringView text);

/// Overwrites with zeros. What another object shares is that one's to wipe, and stays.
void wipe(QString &text);
void wipe(QByteArray &bytes);

} // namespace lifeboat
