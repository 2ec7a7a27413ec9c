// SPDX-License-Identifier: GPL-3.0-or-later
// Part of what is preloaded (faultpoints.cpp): writes down what a disk that lost its power now would not
// have. Any thread. Nothing is written down unless LIFEBOAT_FAULT_UNSYNCED names a folder, on the file system
// of what is changed; powercut.h reads it. What is put in there:
//   changes   a line per change, its words parted by tabs; SAVED is a number, or "-" for nothing:
//             "write INODE SAVED" (the first one since its last sync), "sync INODE", "create PATH",
//             "rename FROM TO SAVED", "remove PATH SAVED", "mkdir PATH", "rmdir PATH", "syncfolder PATH"
//   1, 2, …   what a file held when it was last synced; or the very file that a name stood for
#pragma once

#include <string>

namespace unsynced {

/// Reads the environment, and takes from it what children need not have.
void prepare();

/// Before a file's content changes.
void writing(int file);
/// Before a file is opened to be cut to nothing.
void cutting(int folder, const char *path);

/// What a name stands for before it is to stand for something else, or for nothing.
[[nodiscard]] std::string keep(int folder, const char *path);
/// It still does.
void letGo(const std::string &kept);

// After calls that succeeded; not before, because whatever was there already is not to be taken away.
void created(int file, int folder, const char *path);
void linked(int folder, const char *path);
void renamed(int fromFolder, const char *from, int toFolder, const char *to, const std::string &kept);
void removed(int folder, const char *path, const std::string &kept);
void madeFolder(int folder, const char *path);
void removedFolder(int folder, const char *path);
void synced(int fileOrFolder);

} // namespace unsynced
