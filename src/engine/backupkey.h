// SPDX-License-Identifier: GPL-3.0-or-later
// The names of backups in a store (FORMAT.md, "Object keys"). Pure functions.
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace lifeboat {

struct BackupKey
{
    QDateTime takenAt;   ///< UTC, whole seconds
    bool sealed = false; ///< the name ends in .enc; the seed's servers also write sealed objects without it
};

/// "<prefix>backups/<name>_", what a listing asks for.
[[nodiscard]] QString backupKeyStem(const QString &prefix, const QString &name);

/// "<prefix>backups/<name>_YYYYMMDD_HHMMSS.db", with ".enc" when sealed.
[[nodiscard]] QString makeBackupKey(const QString &prefix, const QString &name, const BackupKey &key);

/// Empty unless `key` is exactly a backup of `name` under `prefix`, with a real date: another database that
/// shares the prefix ("rustresort_test" beside "rustresort") never matches.
[[nodiscard]] std::optional<BackupKey> parseBackupKey(const QString &prefix, const QString &name,
                                                      const QString &key);

/// The <name> an unprefixed database file gets when nobody chose one: its file name without the last suffix,
/// anything outside [A-Za-z0-9._-] replaced by '-'.
[[nodiscard]] QString backupNameFor(const QString &databasePath);

} // namespace lifeboat
