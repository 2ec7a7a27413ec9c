// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlite/databasefile.h"

#include "base/format.h"
#include "base/text.h"
#include "sqlite/connection.h"
#include "sqlite/errors.h"
#include "sqlite/inspect.h"

#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <bit>
#include <cerrno>
#include <cmath>

#include <fcntl.h>
#include <unistd.h>

namespace lifeboat::sqlite {

using namespace Qt::StringLiterals;

namespace {

constexpr int sampleSize = 4096;
constexpr int copyBlock = 1 << 20;

/// Shannon entropy in bits per byte: 4 to 5 for text, above 7.5 for 512 random bytes.
double entropyOf(QByteArrayView bytes)
{
    std::array<int, 256> counts{};
    for (const char byte : bytes)
        ++counts[static_cast<unsigned char>(byte)];
    double bits = 0;
    for (const int count : counts) {
        const double share = static_cast<double>(count) / static_cast<double>(bytes.size());
        bits -= count > 0 ? share * std::log2(share) : 0;
    }
    return bits;
}

/// SQLCipher and its like encrypt page by page, the header too: whole sectors of noise.
bool looksEncrypted(qint64 size, QByteArrayView sample)
{
    return size % 512 == 0 && sample.size() >= 512 && entropyOf(sample) > 7.2;
}

Error notADatabase(const Connection &connection, const QString &message, const QString &hint)
{
    return {ErrorCode::NotADatabase, connection.operation(), message, hint, false};
}

} // namespace

QString sidecarOf(const QString &database, const char *suffix)
{
    return database + QLatin1StringView(suffix);
}

std::optional<Header> parseHeader(QByteArrayView head)
{
    if (head.size() < headerSize || !looksLikeSqlite(head))
        return std::nullopt;
    const int stored = qFromBigEndian<quint16>(head.data() + 16);
    Header header;
    header.pageSize = stored == 1 ? 65536 : stored;
    header.walMode = head[18] == 2;
    header.userVersion = qFromBigEndian<qint32>(head.data() + 60);
    header.applicationId = qFromBigEndian<quint32>(head.data() + 68);
    if (header.pageSize < 512 || !std::has_single_bit(static_cast<unsigned>(header.pageSize)))
        return std::nullopt;
    return header;
}

Result<QString> resolveDatabase(const QString &path, const QString &operation)
{
    struct stat status
    {
    };
    if (::stat(QFile::encodeName(path).constData(), &status) != 0) {
        const int number = errno;
        return fail(
            systemError(number, operation, Text::tr("Cannot find the database %1").arg(quoted(path))));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::NotADatabase, operation, Text::tr("%1 is not a file.").arg(quoted(path)),
                    Text::tr("Choose the database file itself."));
    }
    const QString canonical = QFileInfo(path).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(path).absoluteFilePath() : canonical;
}

Result<Header> readHeader(const Connection &connection)
{
    const QString name = quoted(connection.path());
    const auto size = connection.fileSize();
    if (!size)
        return fail(size.error());
    if (*size == 0) {
        return fail(notADatabase(connection,
                                 Text::tr("%1 is empty: no database was written into it yet.").arg(name),
                                 Text::tr("Let its program create the database first, or check the path.")));
    }
    const auto sample = connection.readFile(0, static_cast<int>(std::min<qint64>(*size, sampleSize)));
    if (!sample)
        return fail(sample.error());
    if (const auto header = parseHeader(*sample))
        return *header;
    if (looksLikeSqlite(*sample)) {
        return fail(ErrorCode::Corrupt, connection.operation(),
                    Text::tr("The header of the database %1 is damaged.").arg(name),
                    Text::tr("Keep the file as it is, and restore the latest good backup."));
    }
    if (looksEncrypted(*size, *sample)) {
        return fail(ErrorCode::SourceEncrypted, connection.operation(),
                    Text::tr("%1 looks encrypted by the program that wrote it.").arg(name),
                    Text::tr("Lifeboat reads plain SQLite only. With SQLCipher, export a plain database "
                             "(sqlcipher_export), or let the program make its own backup."));
    }
    return fail(notADatabase(connection, Text::tr("%1 is not an SQLite database.").arg(name),
                             Text::tr("Choose the database file itself.")));
}

std::optional<struct stat> statOf(const QString &path)
{
    struct stat status
    {
    };
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return std::nullopt;
    return status;
}

qint64 sizeOf(const QString &path)
{
    const auto status = statOf(path);
    return status ? status->st_size : 0;
}

Descriptor::Descriptor(const QString &path, int flags, mode_t mode)
    : m_number(::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, mode)),
      m_error(m_number < 0 ? errno : 0)
{
}

Descriptor::~Descriptor()
{
    if (m_number >= 0)
        ::close(m_number);
}

int Descriptor::writeAll(QByteArrayView bytes) const
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(m_number, bytes.data(), static_cast<std::size_t>(bytes.size()));
        if (written < 0 && errno != EINTR)
            return errno;
        bytes = bytes.sliced(std::max<ssize_t>(written, 0));
    }
    return 0;
}

Result<void> copyFile(const QString &from, const QString &to, const CancelToken &cancel,
                      const QString &operation)
{
    const Descriptor input(from, O_RDONLY);
    if (!input.isOpen())
        return fail(systemError(input.error(), operation, Text::tr("Cannot open %1").arg(quoted(from))));
    const Descriptor output(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!output.isOpen())
        return fail(systemError(output.error(), operation, Text::tr("Cannot create %1").arg(quoted(to))));
    QByteArray block(copyBlock, Qt::Uninitialized);
    while (true) {
        if (auto stopped = cancel.check(operation); !stopped)
            return stopped;
        const ssize_t count = ::read(input.number(), block.data(), static_cast<std::size_t>(block.size()));
        const int number = count < 0 ? errno : 0;
        if (number != 0 && number != EINTR)
            return fail(systemError(number, operation, Text::tr("Cannot read %1").arg(quoted(from))));
        if (count == 0)
            return {};
        const int failure = output.writeAll(QByteArrayView(block).first(std::max<ssize_t>(count, 0)));
        if (failure != 0)
            return fail(systemError(failure, operation, Text::tr("Cannot write %1").arg(quoted(to))));
    }
}

} // namespace lifeboat::sqlite
