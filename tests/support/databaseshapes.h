// SPDX-License-Identifier: GPL-3.0-or-later
// Databases of every shape a backup must carry, and an oracle that owes nothing to Lifeboat: the sqlite3
// shell. For tests; functions answer an empty value and write a warning when something cannot be made.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace lifeboat {

/// Names for data rows: "page-size-512", "hot-journal", …
[[nodiscard]] QStringList databaseShapes();

/// Makes the shape in the existing `folder` and returns the path of the database.
[[nodiscard]] QString makeShape(const QString &shape, const QString &folder);

/// The tables of a RustResort server with some content; `statuses` posts of about 1 KiB. Rollback mode.
[[nodiscard]] bool makeRustResort(const QString &path, int statuses);

/// Runs `sql` on `path`, which is created when missing.
[[nodiscard]] bool runSql(const QString &path, const QByteArray &sql);
/// The first column of the first row, through the sqlite3 shell.
[[nodiscard]] QByteArray askShell(const QString &path, const QString &sql);

/// SHA-256 in hex of the shell's .dump of `path` with its sidecars, which are read from a copy: the
/// database is not touched, and nobody may write it meanwhile.
[[nodiscard]] QByteArray dumpOf(const QString &path);
/// SHA-256 in hex of all pages of such a copy once the shell has recovered it, without what every writer
/// counts up: change counter (24–27), schema cookie (40–43), version-valid-for and writer version (92–99).
[[nodiscard]] QByteArray pagesOf(const QString &path);

/// Every file of `folder` by name, with mode, time of the last write and content: equal before and after when
/// nothing was touched. `-shm` files count by name only, as readers mark them.
[[nodiscard]] QStringList stateOf(const QString &folder);

} // namespace lifeboat
