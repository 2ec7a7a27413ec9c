// SPDX-License-Identifier: GPL-3.0-or-later
// Files that leave the store without touching any database: a backup as it is stored, and the seed's
// decrypt call on a file that somebody downloaded by other means.
#pragma once

#include "base/secretbytes.h"
#include "engine/listing.h"
#include "engine/progress.h"

namespace lifeboat {

struct SavedFile
{
    QString path;
    qint64 size = 0;
    QString sha256;
    bool wasSealed = false;
};

/// Saves the object's own bytes at `path`, checked against its recorded checksum when it has one. Does not
/// overwrite unless `replace`.
[[nodiscard]] Result<SavedFile> saveObject(ObjectStore &store, const BackupEntry &entry, const QString &path,
                                           bool replace, const JobControl &control);

/// Opens the envelope in file `in` and writes the database to `out`; a plain database is copied. `out`
/// appears only after the authentication tag was verified, and is not overwritten unless `replace`.
[[nodiscard]] Result<SavedFile> decryptFile(const QString &in, const QString &out, const SecretBytes &key,
                                            bool replace, const JobControl &control);

} // namespace lifeboat
