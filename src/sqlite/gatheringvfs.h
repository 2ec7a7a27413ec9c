// SPDX-License-Identifier: GPL-3.0-or-later
// A VFS (https://sqlite.org/vfs.html) that hands neighbouring writes to the file system together. SQLite
// writes a new database page by page, and a quarter of a million small writes cost much more than a few large
// ones. Any thread; registered once.
#pragma once

namespace lifeboat::sqlite {

/// The VFS's name for sqlite3_open_v2(); null, which means the system's own, should it not register. Only for
/// a file that one connection knows: what was gathered is in the file once SQLite commits, reads or asks for
/// the size, and an error of writing it comes with that call.
[[nodiscard]] const char *gatheringVfs();

} // namespace lifeboat::sqlite
