// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/libraryversion.h"

#include <sqlite3.h>

namespace lifeboat {

QString sqliteVersion()
{
    return QString::fromLatin1(sqlite3_libversion());
}

} // namespace lifeboat
