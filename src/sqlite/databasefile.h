// SPDX-License-Identifier: GPL-3.0-or-later
// A database as files: its header, its sidecar files, and the few calls on descriptors that Qt lacks.
// https://sqlite.org/fileformat2.html. Stateless, any thread.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "sqlite/filestamp.h"

#include <QByteArrayView>
#include <QString>

#include <sys/stat.h>

#include <array>
#include <optional>

namespace lifeboat::sqlite {

class Connection;

/// What SQLite keeps beside a database, by the end of its name.
inline constexpr std::array sidecarSuffixes{"-wal", "-shm", "-journal"};
[[nodiscard]] QString sidecarOf(const QString &database, const char *suffix);

struct Header
{
    int pageSize = 0;     ///< bytes, a power of two, 512 to 65536
    bool walMode = false; ///< the file format write version says WAL
    int userVersion = 0;
    quint32 applicationId = 0;
};
inline constexpr int headerSize = 100;

/// Nothing when `head` is not the beginning of a sound SQLite database.
[[nodiscard]] std::optional<Header> parseHeader(QByteArrayView head);

/// The absolute path behind all symlinks of a regular file that exists. NotFound, PermissionDenied,
/// NotADatabase for folders, pipes and the like.
[[nodiscard]] Result<QString> resolveDatabase(const QString &path, const QString &operation);

/// Reads the header through `connection`. NotADatabase or SourceEncrypted, each in its own words.
[[nodiscard]] Result<Header> readHeader(const Connection &connection);

/// stat(2), following symlinks; nothing when the file is not there or may not be looked at.
[[nodiscard]] std::optional<struct stat> statOf(const QString &path);
/// Bytes of a file; 0 when there is none.
[[nodiscard]] qint64 sizeOf(const QString &path);

/// Owns a file descriptor.
class Descriptor final
{
public:
    explicit Descriptor(const QString &path, int flags, mode_t mode = 0);
    ~Descriptor();
    Q_DISABLE_COPY_MOVE(Descriptor)

    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] int error() const { return m_error; } ///< errno of opening it, or 0
    /// errno, or 0 when every byte was written.
    [[nodiscard]] int writeAll(QByteArrayView bytes) const;

private:
    int m_number;
    int m_error;
};

/// Copies `from` to a new file with mode 0600, which is left for the caller to remove on failure.
[[nodiscard]] Result<void> copyFile(const QString &from, const QString &to, const CancelToken &cancel,
                                    const QString &operation);

} // namespace lifeboat::sqlite
