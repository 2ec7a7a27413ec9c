// SPDX-License-Identifier: GPL-3.0-or-later
// Which libcurl runs, for reports. Any thread.
#pragma once

#include <QString>

namespace lifeboat {

/// "7.88.1": of the library that is loaded, not of the one that it was built with.
[[nodiscard]] QString curlVersion();

} // namespace lifeboat
