// SPDX-License-Identifier: GPL-3.0-or-later
// The composition root: the only place that names concrete stores, credential sources and clocks.
#pragma once

#include "service/backupservice.h"

#include <memory>

namespace lifeboat {

[[nodiscard]] std::unique_ptr<BackupService> composeService();

} // namespace lifeboat
