// SPDX-License-Identifier: GPL-3.0-or-later
// Only raw system calls: the C library's names lead back into faultpoints.cpp.
#include "fault/unsynced.h"

#include <array>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace unsynced {

namespace {

struct Notes
{
    std::string folder;
    int changes = -1;
    int savedFiles = 0;
    std::set<ino_t> dirty; ///< written to since they were last synced
    std::mutex mutex;
};

/// Never destroyed: threads may still write when the program ends.
Notes &notes()
{
    static auto *const all = new Notes;
    return *all;
}

bool isOn()
{
    return notes().changes >= 0;
}

int openRaw(const std::string &path, int flags)
{
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path.c_str(), flags | O_CLOEXEC, 0600));
}

void note(const std::string &line)
{
    const std::string text = line + '\n';
    if (::syscall(SYS_write, notes().changes, text.data(), text.size()) != static_cast<long>(text.size()))
        std::abort(); // a test that lost its notes would tell lies
}

void noteAlone(const std::string &line)
{
    const std::lock_guard lock(notes().mutex);
    note(line);
}

std::string nextSaved()
{
    return std::to_string(++notes().savedFiles);
}

std::string savedPath(const std::string &saved)
{
    return notes().folder + '/' + saved;
}

std::string linkOf(int descriptor)
{
    std::array<char, PATH_MAX> target{};
    const std::string link =
        descriptor == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/" + std::to_string(descriptor);
    const auto size = ::readlink(link.c_str(), target.data(), target.size() - 1);
    return {target.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

/// Absolute, and its folder without symbolic links, so that the folder's sync is known for its own.
std::string placeOf(int folder, const char *path)
{
    const std::string whole = path[0] == '/' ? path : linkOf(folder) + '/' + path;
    const auto slash = whole.rfind('/');
    const std::string parent = slash == 0 ? "/" : whole.substr(0, slash);
    std::array<char, PATH_MAX> real{};
    return (::realpath(parent.c_str(), real.data()) ? real.data() : parent) + whole.substr(slash);
}

/// A copy of the content, which was synced.
std::string copyOf(int file)
{
    const std::string saved = nextSaved();
    const int from = openRaw("/proc/self/fd/" + std::to_string(file), O_RDONLY);
    const int to = openRaw(savedPath(saved), O_WRONLY | O_CREAT | O_EXCL);
    std::array<char, 65536> block{};
    long size = 0;
    while (from >= 0 && (size = ::syscall(SYS_read, from, block.data(), block.size())) > 0) {
        if (::syscall(SYS_write, to, block.data(), size) != size)
            std::abort();
    }
    if (from < 0 || to < 0 || size < 0)
        std::abort();
    ::close(from);
    ::close(to);
    return saved;
}

bool isFile(int descriptor, struct stat &status)
{
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

void prepare()
{
    const char *const folder = std::getenv("LIFEBOAT_FAULT_UNSYNCED");
    if (!folder)
        return;
    notes().folder = folder;
    notes().changes = openRaw(notes().folder + "/changes", O_WRONLY | O_CREAT | O_APPEND);
    ::unsetenv("LIFEBOAT_FAULT_UNSYNCED");
}

void writing(int file)
{
    struct stat status = {};
    if (!isOn() || !isFile(file, status))
        return;
    const std::lock_guard lock(notes().mutex);
    if (notes().dirty.insert(status.st_ino).second)
        note("write\t" + std::to_string(status.st_ino) + '\t' + (status.st_size == 0 ? "-" : copyOf(file)));
}

void cutting(int folder, const char *path)
{
    if (!isOn())
        return;
    const int file = openRaw(placeOf(folder, path), O_RDONLY);
    if (file < 0)
        return;
    writing(file);
    ::close(file);
}

void created(int file, int folder, const char *path)
{
    struct stat status = {};
    if (!isOn() || !isFile(file, status))
        return;
    const std::lock_guard lock(notes().mutex);
    notes().dirty.insert(status.st_ino);
    note("write\t" + std::to_string(status.st_ino) + "\t-");
    if (status.st_nlink > 0) // else it has no name yet
        note("create\t" + placeOf(folder, path));
}

void synced(int fileOrFolder)
{
    struct stat status = {};
    if (!isOn() || ::fstat(fileOrFolder, &status) != 0)
        return;
    const std::lock_guard lock(notes().mutex);
    if (S_ISDIR(status.st_mode)) {
        note("syncfolder\t" + linkOf(fileOrFolder));
    } else if (notes().dirty.erase(status.st_ino) > 0) {
        note("sync\t" + std::to_string(status.st_ino));
    }
}

std::string keep(int folder, const char *path)
{
    const std::string place = isOn() ? placeOf(folder, path) : std::string();
    struct stat status = {};
    if (place.empty() || ::lstat(place.c_str(), &status) != 0 || S_ISDIR(status.st_mode))
        return {};
    const std::lock_guard lock(notes().mutex);
    const std::string saved = nextSaved();
    if (::syscall(SYS_linkat, AT_FDCWD, place.c_str(), AT_FDCWD, savedPath(saved).c_str(), 0) != 0)
        return {}; // gone in between
    return saved;
}

void letGo(const std::string &kept)
{
    if (!kept.empty())
        (void)::syscall(SYS_unlinkat, AT_FDCWD, savedPath(kept).c_str(), 0);
}

void linked(int folder, const char *path)
{
    if (isOn())
        noteAlone("create\t" + placeOf(folder, path));
}

void renamed(int fromFolder, const char *from, int toFolder, const char *to, const std::string &kept)
{
    if (isOn())
        noteAlone("rename\t" + placeOf(fromFolder, from) + '\t' + placeOf(toFolder, to) + '\t'
                  + (kept.empty() ? "-" : kept));
}

void removed(int folder, const char *path, const std::string &kept)
{
    if (isOn() && !kept.empty())
        noteAlone("remove\t" + placeOf(folder, path) + '\t' + kept);
}

void madeFolder(int folder, const char *path)
{
    if (isOn())
        noteAlone("mkdir\t" + placeOf(folder, path));
}

void removedFolder(int folder, const char *path)
{
    if (isOn())
        noteAlone("rmdir\t" + placeOf(folder, path));
}

} // namespace unsynced
