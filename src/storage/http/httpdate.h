// SPDX-License-Identifier: GPL-3.0-or-later
// The date format of HTTP headers (RFC 9110, 5.6.7), independent of the user's locale. Pure functions.
#pragma once

#include <QByteArrayView>
#include <QDateTime>

namespace lifeboat {

/// "Sun, 06 Nov 1994 08:49:37 GMT" in UTC; an invalid time for anything else (the two obsolete forms
/// included).
[[nodiscard]] QDateTime parseHttpDate(QByteArrayView text);

} // namespace lifeboat
