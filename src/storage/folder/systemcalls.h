// SPDX-License-Identifier: GPL-3.0-or-later
// The system calls that change a disk, behind a seam: tests make each of them fail in turn.
// Stateless and thread-safe; every call answers 0 or the errno of its failure.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <utility>

namespace lifeboat {

/// Owns an open file or folder; closed with it.
class FileDescriptor final
{
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
    ~FileDescriptor() { close(); }
    FileDescriptor(FileDescriptor &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    FileDescriptor &operator=(FileDescriptor &&other) noexcept;
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    /// 0 or errno: network file systems report a full disk only here.
    int close();

private:
    int m_descriptor = -1;
};

class SystemCalls
{
public:
    SystemCalls() = default;
    virtual ~SystemCalls() = default;

    /// All of `bytes`, resumed after signals and short writes.
    [[nodiscard]] virtual int write(int file, QByteArrayView bytes) const;
    [[nodiscard]] virtual int syncFile(int file) const;
    /// File systems that cannot sync a folder (FAT, some network mounts) count as done.
    [[nodiscard]] virtual int syncFolder(int folder) const;
    /// 0700; EEXIST when something of that name is there.
    [[nodiscard]] virtual int makeFolder(int parent, const QByteArray &name) const;
    /// Atomic, replaces.
    [[nodiscard]] virtual int rename(int fromFolder, const QByteArray &from, int toFolder,
                                     const QByteArray &to) const;
    /// EEXIST when something of that name is there. Atomic where the file system can; where it can neither
    /// rename without replacing nor link (some FUSE mounts), only for callers that hold the store's lock.
    [[nodiscard]] virtual int renameNew(int fromFolder, const QByteArray &from, int toFolder,
                                        const QByteArray &to) const;
    [[nodiscard]] virtual int removeFile(int folder, const QByteArray &name) const;

    Q_DISABLE_COPY_MOVE(SystemCalls)
};

} // namespace lifeboat
