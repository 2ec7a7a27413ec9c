// SPDX-License-Identifier: GPL-3.0-or-later
// Which OpenSSL runs, for reports. Any thread.
#pragma once

#include <QString>

namespace lifeboat {

/// "3.0.11": of the library that is loaded, not of the one that it was built with.
[[nodiscard]] QString openSslVersion();

} // namespace lifeboat
