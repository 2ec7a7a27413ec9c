// SPDX-License-Identifier: GPL-3.0-or-later
// Where programs that people host themselves keep their SQLite databases, and which of these places exist
// here. Only looks; bounded work; any thread.
#pragma once

#include "base/canceltoken.h"

#include <QList>
#include <QString>

namespace lifeboat {

struct FoundDatabase
{
    QString path;        ///< absolute
    QString application; ///< its product name: "Vaultwarden"
    qint64 size = 0;     ///< bytes of the main file
};

struct SearchRoots
{
    QString root; ///< what "/" means; a test builds a tree of its own
    QString home; ///< absolute
};

/// Regular, readable files with SQLite's header at the well-known places, in the order of the applications'
/// names. Symbolic links are not followed, so that one database is offered once. What was found until
/// `cancel` was requested.
[[nodiscard]] QList<FoundDatabase> findDatabases(const SearchRoots &roots, const CancelToken &cancel);

} // namespace lifeboat
