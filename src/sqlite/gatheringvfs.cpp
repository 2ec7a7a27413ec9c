// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/gatheringvfs.h"

#include <sqlite3.h>

#include <cstring>

namespace lifeboat::sqlite {

namespace {

constexpr const char *vfsName = "lifeboat-gathering";
/// Bytes; the largest page, and what the unix VFS takes in one call (it keeps 17 bits of a size).
constexpr int capacity = 64 * 1024;

/// The system's own file lies in memory right behind this one.
struct GatheringFile
{
    sqlite3_file base;
    char *buffer;
    sqlite3_int64 start; ///< where in the file the gathered bytes belong
    int filled;

    [[nodiscard]] sqlite3_file *real() { return reinterpret_cast<sqlite3_file *>(this + 1); }
    [[nodiscard]] const sqlite3_io_methods &methods() { return *real()->pMethods; }

    [[nodiscard]] int flush()
    {
        if (filled == 0)
            return SQLITE_OK;
        const int code = methods().xWrite(real(), buffer, filled, start);
        if (code == SQLITE_OK)
            filled = 0;
        return code;
    }
};

GatheringFile &gathering(sqlite3_file *file)
{
    return *reinterpret_cast<GatheringFile *>(file);
}

/// SQLite ignores what closing says; all that counts was flushed by the commit before.
int closeFile(sqlite3_file *file)
{
    GatheringFile &self = gathering(file);
    const int flushed = self.flush();
    sqlite3_free(self.buffer);
    const int closed = self.methods().xClose(self.real());
    return flushed != SQLITE_OK ? flushed : closed;
}

int readFile(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    GatheringFile &self = gathering(file);
    const int code = self.flush();
    return code != SQLITE_OK ? code : self.methods().xRead(self.real(), data, size, offset);
}

int writeFile(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    GatheringFile &self = gathering(file);
    if (offset != self.start + self.filled || size > capacity - self.filled) {
        if (const int code = self.flush(); code != SQLITE_OK)
            return code;
        self.start = offset;
    }
    if (size > capacity)
        return self.methods().xWrite(self.real(), data, size, offset);
    std::memcpy(self.buffer + self.filled, data, static_cast<std::size_t>(size));
    self.filled += size;
    return SQLITE_OK;
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    GatheringFile &self = gathering(file);
    const int code = self.flush();
    return code != SQLITE_OK ? code : self.methods().xTruncate(self.real(), size);
}

int syncFile(sqlite3_file *file, int flags)
{
    GatheringFile &self = gathering(file);
    const int code = self.flush();
    return code != SQLITE_OK ? code : self.methods().xSync(self.real(), flags);
}

int fileSize(sqlite3_file *file, sqlite3_int64 *size)
{
    GatheringFile &self = gathering(file);
    const int code = self.flush();
    return code != SQLITE_OK ? code : self.methods().xFileSize(self.real(), size);
}

int lockFile(sqlite3_file *file, int level)
{
    return gathering(file).methods().xLock(gathering(file).real(), level);
}

int unlockFile(sqlite3_file *file, int level)
{
    return gathering(file).methods().xUnlock(gathering(file).real(), level);
}

int checkReservedLock(sqlite3_file *file, int *reserved)
{
    return gathering(file).methods().xCheckReservedLock(gathering(file).real(), reserved);
}

/// Every commit comes by here (SQLITE_FCNTL_SYNC), also with synchronous=OFF.
int fileControl(sqlite3_file *file, int operation, void *argument)
{
    GatheringFile &self = gathering(file);
    const int code = self.flush();
    return code != SQLITE_OK ? code : self.methods().xFileControl(self.real(), operation, argument);
}

int sectorSize(sqlite3_file *file)
{
    return gathering(file).methods().xSectorSize(gathering(file).real());
}

int deviceCharacteristics(sqlite3_file *file)
{
    return gathering(file).methods().xDeviceCharacteristics(gathering(file).real());
}

/// Version 1: neither shared memory nor memory mapping, which a private file does without.
constexpr sqlite3_io_methods gatheringMethods{
    .iVersion = 1,
    .xClose = closeFile,
    .xRead = readFile,
    .xWrite = writeFile,
    .xTruncate = truncateFile,
    .xSync = syncFile,
    .xFileSize = fileSize,
    .xLock = lockFile,
    .xUnlock = unlockFile,
    .xCheckReservedLock = checkReservedLock,
    .xFileControl = fileControl,
    .xSectorSize = sectorSize,
    .xDeviceCharacteristics = deviceCharacteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

sqlite3_vfs *systemVfs(sqlite3_vfs *vfs)
{
    return static_cast<sqlite3_vfs *>(vfs->pAppData);
}

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    GatheringFile &self = gathering(file);
    self.base.pMethods = nullptr; // not to be closed, should the rest fail
    self.start = 0;
    self.filled = 0;
    self.real()->pMethods = nullptr;
    const int code = systemVfs(vfs)->xOpen(systemVfs(vfs), name, self.real(), flags, outFlags);
    if (code != SQLITE_OK) {
        if (self.real()->pMethods)
            (void)self.methods().xClose(self.real());
        return code;
    }
    self.buffer = static_cast<char *>(sqlite3_malloc(capacity));
    if (!self.buffer) {
        (void)self.methods().xClose(self.real());
        return SQLITE_NOMEM;
    }
    self.base.pMethods = &gatheringMethods;
    return SQLITE_OK;
}

} // namespace

const char *gatheringVfs()
{
    // Everything but opening and open files is the system's as it is.
    static sqlite3_vfs vfs{};
    static const int registered = [] {
        sqlite3_vfs *system = sqlite3_vfs_find(nullptr);
        if (!system)
            return SQLITE_ERROR;
        vfs = *system;
        vfs.szOsFile = static_cast<int>(sizeof(GatheringFile)) + system->szOsFile;
        vfs.zName = vfsName;
        vfs.pNext = nullptr;
        vfs.pAppData = system;
        vfs.xOpen = openFile;
        return sqlite3_vfs_register(&vfs, 0);
    }();
    return registered == SQLITE_OK ? vfsName : nullptr;
}

} // namespace lifeboat::sqlite
