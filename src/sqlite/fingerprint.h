// SPDX-License-Identifier: GPL-3.0-or-later
// Whether two database files say the same, whatever their pages look like.
#pragma once

#include "sqlite/inspect.h"

namespace lifeboat {

/// SHA-256 (32 bytes) over the schema and every row of every ordinary table, in table order: equal for a
/// database and a faithful copy of it. Reads everything; in one transaction.
[[nodiscard]] Result<QByteArray> contentFingerprint(const QString &path, OpenAs how,
                                                    const CancelToken &cancel);

/// SHA-256 (32 bytes) over the schema alone: every table, index, view and trigger as it was declared. Of a
/// finished copy only we know.
[[nodiscard]] Result<QByteArray> schemaFingerprint(const QString &path, const CancelToken &cancel);

} // namespace lifeboat
