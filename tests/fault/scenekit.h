// SPDX-License-Identifier: GPL-3.0-or-later
// What the scenes are made of: a home with a database, a key and a destination, what is remembered of it, and
// what must hold of any of them afterwards. Judges add what they find to `findings`.
#pragma once

#include "fault/scenes.h"

namespace lifeboat {

inline constexpr int sampleStatuses = 60;
inline constexpr int generationsKept = 2;

[[nodiscard]] QString profileFileName();
[[nodiscard]] QString databaseOf(const CliHome &home);
[[nodiscard]] bool rewrite(const QString &path, const QByteArray &content);
/// Whether the command succeeds; else it is told what it said.
[[nodiscard]] bool done(const CliHome &home, const QStringList &command);

/// `store`: the table of the destination and its keys.
[[nodiscard]] bool writeProfile(const CliHome &home, const QString &store);
/// A database, and a profile that backs it up to the folder "store".
[[nodiscard]] bool makeDatabase(const CliHome &home, int size = sampleStatuses);
/// `count` backups, each of another second, and a database that has moved on.
[[nodiscard]] bool makeBackups(const CliHome &home, int count);
/// Two backups; the database goes on, and its server is killed.
[[nodiscard]] bool prepareBackups(CliHome &home, int count = generationsKept);
/// More generations than a scene makes.
[[nodiscard]] bool keepEverything(const CliHome &home);

/// A file in the home that the judges compare with, made by prepare().
void remember(const CliHome &home, const QString &name, const QByteArray &what);
[[nodiscard]] QByteArray known(const CliHome &home, const QString &name);
/// What the sqlite3 shell says a database holds; its own words when it is not whole.
[[nodiscard]] QByteArray contentOf(const QString &database);

/// The command after the fault, which finds and mends what the fault left.
void runNext(const CliHome &home, Findings &findings);
/// Nothing but databases and safety copies, and nothing decrypted, may be anywhere.
void judgeTidiness(const CliHome &home, Findings &findings);
/// Every backup that is listed downloads, opens and proves good, and the newest restores; at least `fewest`
/// of them.
void judgeBackups(const CliHome &home, int fewest, Findings &findings);
void judgeUnchanged(const CliHome &home, Findings &findings);
/// Nothing of an interrupted backup may be left once another one was made.
void judgeStoreFolder(const CliHome &home, Findings &findings);

} // namespace lifeboat
