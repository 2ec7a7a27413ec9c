// SPDX-License-Identifier: GPL-3.0-or-later
// What is written beside every backup as object metadata (FORMAT.md, "Object metadata") and read back to
// judge it. Objects of RustResort servers carry little or none of it: every field may be absent.
#pragma once

#include "storage/objectstore.h"

#include <QString>

#include <optional>

namespace lifeboat {

struct BackupMetadata
{
    QString contentSha256; ///< of the database file, 64 hex digits
    QString objectSha256;  ///< of the object's bytes, 64 hex digits
    qint64 databaseSize = 0;
    int pageSize = 0;
    qint64 pageCount = 0;
    int userVersion = 0;
    QString sourceHost;
    QString lifeboatVersion;
    bool sealed = false;
};

[[nodiscard]] ObjectMetadata toObjectMetadata(const BackupMetadata &metadata);
/// Lenient: unknown and malformed values are left at their defaults.
[[nodiscard]] BackupMetadata fromObjectMetadata(const ObjectMetadata &metadata);

/// "application/octet-stream" for a sealed object, "application/x-sqlite3" for a plain one.
[[nodiscard]] QString backupContentType(bool sealed);

} // namespace lifeboat
