// SPDX-License-Identifier: GPL-3.0-or-later
// Naming the users of a database for people. Pure.
#pragma once

#include "sqlite/swap.h"

namespace lifeboat::sqlite {

/// "rustresort (process 812), process 40": at most five, then how many more.
[[nodiscard]] QString namesOf(const QList<DatabaseUser> &users);

} // namespace lifeboat::sqlite
