// SPDX-License-Identifier: GPL-3.0-or-later
// How many rows the tables of a finished copy have that only we know. Synchronous.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"

#include <QMap>
#include <QStringList>

#include <chrono>

namespace lifeboat {

/// Rows by table.
using RowCounts = QMap<QString, qint64>;

struct CountedRows
{
    RowCounts rows;
    bool isComplete = true; ///< time did not run out
};

/// Of the ordinary tables, SQLite's own left out, in the order of their names until `limit` has passed.
[[nodiscard]] Result<CountedRows> countAllRows(const QString &path, std::chrono::milliseconds limit,
                                               const CancelToken &cancel);

/// Of those of `tables` that are ordinary tables there, however long it takes.
[[nodiscard]] Result<RowCounts> countRowsOf(const QStringList &tables, const QString &path,
                                            const CancelToken &cancel);

} // namespace lifeboat
