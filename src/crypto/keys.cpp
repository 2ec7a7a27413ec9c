// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/keys.h"

#include "base/format.h"
#include "base/sha256.h"
#include "base/text.h"
#include "crypto/envelope.h"

#include <QFile>
#include <QFileInfo>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype encodedKeySize = 44;
constexpr qsizetype significantCharacters = 43; ///< 43 × 6 bits: the key and two bits that must be zero
constexpr qsizetype maxKeyFileSize = 4096;      ///< generous; a key file is 45 bytes

class FileDescriptor final
{
public:
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    ~FileDescriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(FileDescriptor)

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isValid() const { return m_fd >= 0; }

private:
    int m_fd;
};

ErrorCode codeOf(int systemError)
{
    switch (systemError) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::NotFound;
    case EEXIST: return ErrorCode::AlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorCode::PermissionDenied;
    case ENOSPC:
    case EDQUOT: return ErrorCode::NoSpace;
    default: return ErrorCode::Io;
    }
}

QString keygenHint()
{
    return Text::tr("A key is 32 random bytes in Base64, 44 characters; lifeboat-cli keygen makes one.");
}

tl::unexpected<Error> malformed(const QString &message)
{
    return fail(ErrorCode::WrongKey, u"key.decode"_s, message, keygenHint());
}

/// 0–63 in either alphabet of RFC 4648 (sections 4 and 5), or -1.
int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    if (c == '/' || c == '_')
        return 63;
    return -1;
}

/// Up to `capacity` bytes, into `buffer`; how many were there.
Result<qsizetype> readSome(int fd, char *buffer, qsizetype capacity, const QString &path)
{
    qsizetype have = 0;
    while (have < capacity) {
        const ssize_t count = ::read(fd, buffer + have, static_cast<std::size_t>(capacity - have));
        if (count == 0)
            break;
        if (count > 0) {
            have += count;
        } else if (errno != EINTR) {
            const int reason = errno;
            return fail(
                codeOf(reason), u"key.read"_s,
                Text::tr("Cannot read the key file %1: %2.").arg(quoted(path), qt_error_string(reason)));
        }
    }
    return have;
}

bool writeAll(int fd, QByteArrayView data)
{
    while (!data.isEmpty()) {
        const ssize_t count = ::write(fd, data.data(), static_cast<std::size_t>(data.size()));
        if (count >= 0)
            data = data.sliced(count);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/// A file that gets its name only when it is complete: a process that is killed before leaves nothing, and
/// after, all of it.
class Draft final
{
public:
    static Draft create(const QString &path)
    {
        const QByteArray folder = QFile::encodeName(QFileInfo(path).absolutePath());
        const int nameless = ::open(folder.constData(), O_TMPFILE | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (nameless >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
            return Draft(nameless, path, {});
        // A file system without nameless files: a hidden name of its own, which a kill may leave behind.
        QByteArray hidden = folder + "/.lifeboat-key-XXXXXX";
        const int named = ::mkostemp(hidden.data(), O_CLOEXEC);
        return Draft(named, path, named >= 0 ? hidden : QByteArray());
    }
    ~Draft()
    {
        if (!m_hidden.isEmpty())
            ::unlink(m_hidden.constData());
    }
    Q_DISABLE_COPY(Draft)
    Draft(Draft &&) = default;
    Draft &operator=(Draft &&) = delete;

    [[nodiscard]] bool isOpen() const { return m_file->isValid(); }
    [[nodiscard]] int descriptor() const { return m_file->get(); }
    /// Fails with EEXIST when the name is taken.
    [[nodiscard]] bool publish()
    {
        if (m_hidden.isEmpty()) {
            const QByteArray self = "/proc/self/fd/" + QByteArray::number(descriptor());
            return ::linkat(AT_FDCWD, self.constData(), AT_FDCWD, m_name.constData(), AT_SYMLINK_FOLLOW) == 0;
        }
        const bool named =
            ::renameat2(AT_FDCWD, m_hidden.constData(), AT_FDCWD, m_name.constData(), RENAME_NOREPLACE) == 0;
        if (named)
            m_hidden.clear();
        return named;
    }

private:
    Draft(int fd, const QString &path, QByteArray hidden)
        : m_file(std::make_unique<FileDescriptor>(fd)), m_name(QFile::encodeName(path)),
          m_hidden(std::move(hidden))
    {
    }

    std::unique_ptr<FileDescriptor> m_file;
    QByteArray m_name;
    QByteArray m_hidden; ///< empty for a file without a name
};

/// Makes the new directory entry survive a power cut.
bool syncFolderOf(const QString &path)
{
    const FileDescriptor folder(::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(),
                                       O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // EINVAL: a file system that cannot sync a folder has nothing to be asked for.
    return folder.isValid() && (::fsync(folder.get()) == 0 || errno == EINVAL);
}

} // namespace

Result<SecretBytes> generateKey()
{
    SecretBytes key(encryptionKeySize);
    if (RAND_priv_bytes(reinterpret_cast<unsigned char *>(key.data()), static_cast<int>(key.size())) != 1) {
        return fail(ErrorCode::Internal, u"key.generate"_s,
                    Text::tr("The system gave no random bytes, and no key is made without them."));
    }
    return key;
}

SecretBytes encodeKey(const SecretBytes &key)
{
    const qsizetype encodedSize = (key.size() + 2) / 3 * 4;
    SecretBytes terminated(encodedSize + 1); // EVP_EncodeBlock ends with a NUL
    EVP_EncodeBlock(reinterpret_cast<unsigned char *>(terminated.data()),
                    reinterpret_cast<const unsigned char *>(key.view().data()), static_cast<int>(key.size()));
    return SecretBytes(terminated.view().first(encodedSize));
}

Result<SecretBytes> decodeKey(QByteArrayView text, const QString &where)
{
    text = text.trimmed();
    if (text.isEmpty())
        return malformed(Text::tr("The encryption key from %1 is empty.").arg(where));
    QByteArrayView digits = text;
    while (digits.endsWith('='))
        digits.chop(1);
    for (qsizetype i = 0; i < digits.size(); ++i) {
        if (sextet(digits[i]) < 0) {
            return malformed(
                Text::tr("The encryption key from %1 is not Base64: character %2 does not belong there.")
                    .arg(where)
                    .arg(i + 1));
        }
    }
    if (digits.size() != significantCharacters || text.size() > encodedKeySize) {
        return malformed(Text::tr("The encryption key from %1 has %2 characters; it must have 44.")
                             .arg(where)
                             .arg(text.size()));
    }
    // Decoded here, straight into memory that is wiped: a library's decoder would leave copies behind.
    SecretBytes key(encryptionKeySize);
    unsigned int bits = 0;
    int bitCount = 0;
    char *out = key.data();
    for (const char c : digits) {
        bits = (bits << 6 | static_cast<unsigned int>(sextet(c))) & 0x3fff;
        bitCount += 6;
        if (bitCount >= 8) {
            bitCount -= 8;
            *out++ = static_cast<char>(bits >> bitCount & 0xff);
        }
    }
    if ((bits & 3) != 0) // RFC 4648, 3.5: a typing error in the last character would show only here
        return malformed(Text::tr("The last character of the encryption key from %1 is wrong.").arg(where));
    return key;
}

Result<SecretBytes> readKeyFile(const QString &path)
{
    // A symbolic link is followed: what counts is the file that is opened, and that is what fstat sees.
    // O_NONBLOCK, or a FIFO would wait for its writer.
    const FileDescriptor file(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    struct stat status = {};
    if (!file.isValid() || ::fstat(file.get(), &status) != 0) {
        const int reason = errno;
        return fail(codeOf(reason), u"key.read"_s,
                    Text::tr("Cannot open the key file %1: %2.").arg(quoted(path), qt_error_string(reason)),
                    reason == ENOENT ? Text::tr("Make one with lifeboat-cli keygen.") : QString());
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::Refused, u"key.read"_s,
                    Text::tr("The key file %1 is not a regular file.").arg(quoted(path)));
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(
            ErrorCode::Refused, u"key.read"_s,
            Text::tr("The key file %1 is open to other users of this machine (mode %2).")
                .arg(quoted(path), QString::number(status.st_mode & 07777, 8).rightJustified(4, u'0')),
            Text::tr("Make it yours alone: chmod 600 %1").arg(quoted(path)));
    }
    SecretBytes text(maxKeyFileSize + 1);
    const Result<qsizetype> size = readSome(file.get(), text.data(), text.size(), path);
    if (!size)
        return fail(size.error());
    if (*size > maxKeyFileSize) {
        return malformed(Text::tr("The key file %1 is too large to be one (over %2).")
                             .arg(quoted(path), formatBytes(maxKeyFileSize)));
    }
    return decodeKey(text.view().first(*size), Text::tr("key file %1").arg(quoted(path)));
}

Result<void> writeKeyFile(const QString &path, const SecretBytes &key)
{
    const auto failed = [&path](const QString &what, int reason) {
        return fail(codeOf(reason), u"key.write"_s, what.arg(quoted(path), qt_error_string(reason)),
                    reason == EEXIST ? Text::tr("A key file is never overwritten: the backups sealed with it "
                                                "would be lost. Choose another name.")
                                     : Text::tr("Choose another place for it."));
    };
    const QString cannotCreate = Text::tr("Cannot create the key file %1: %2.");
    auto draft = Draft::create(path);
    // fchmod, because an unusual umask could have taken the owner's own bits away.
    const bool written = draft.isOpen() && ::fchmod(draft.descriptor(), S_IRUSR | S_IWUSR) == 0
                         && writeAll(draft.descriptor(), encodeKey(key).view())
                         && writeAll(draft.descriptor(), "\n") && ::fsync(draft.descriptor()) == 0;
    if (!written || !draft.publish()) {
        const int reason = errno;
        return failed(cannotCreate, reason);
    }
    if (!syncFolderOf(path)) {
        const int reason = errno;
        ::unlink(QFile::encodeName(path).constData());
        return failed(Text::tr("Cannot write the key file %1: %2."), reason);
    }
    return {};
}

QString keyFingerprint(const SecretBytes &key)
{
    QString out;
    const QString hex = QString::fromLatin1(Sha256::of(key.view()).first(8).toHex());
    for (qsizetype i = 0; i < hex.size(); i += 4) {
        if (i > 0)
            out += u'-';
        out += QStringView(hex).sliced(i, 4);
    }
    return out;
}

} // namespace lifeboat
