// SPDX-License-Identifier: GPL-3.0-or-later
// Files as block sources and sinks, and the two that seal and open on the way. One thread each.
#pragma once

#include "base/blockstream.h"
#include "base/secretbytes.h"
#include "base/sha256.h"
#include "crypto/envelope.h"

#include <QFile>

#include <memory>

namespace lifeboat {

/// Reads a finished file from front to back.
class FileSource final : public BlockSource
{
public:
    [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(const QString &path);
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;

private:
    explicit FileSource(const QString &path) : m_file(path) {}
    QFile m_file;
    qint64 m_size = 0;
};

/// Passes another source's bytes on, and fails at their end with ErrorCode::Io when they are not those that
/// were hashed before.
class UnchangedSource final : public BlockSource
{
public:
    UnchangedSource(std::unique_ptr<BlockSource> source, QString expectedSha256);
    [[nodiscard]] qint64 size() const override { return m_source->size(); }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;

private:
    std::unique_ptr<BlockSource> m_source;
    QString m_expected;
    Sha256 m_hash;
    qint64 m_left; ///< bytes until the end
};

/// Delivers another source's bytes inside envelope version 1.
class SealingSource final : public BlockSource
{
public:
    /// The same `plain` bytes, key and nonce always give the same sealed bytes. With the `expectedTag` of an
    /// earlier pass, the last read fails with ErrorCode::Io when the plain bytes have changed since.
    [[nodiscard]] static Result<std::unique_ptr<SealingSource>> open(std::unique_ptr<BlockSource> plain,
                                                                     const SecretBytes &key,
                                                                     const QByteArray &nonce,
                                                                     const QByteArray &expectedTag = {});
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;
    /// The envelope's last bytes; empty before the end was reached.
    [[nodiscard]] QByteArray tag() const { return m_tag; }

private:
    SealingSource(std::unique_ptr<BlockSource> plain, std::unique_ptr<EnvelopeWriter> writer,
                  QByteArray expectedTag);
    qint64 takePending(char *buffer, qint64 capacity);
    [[nodiscard]] Result<void> finish();

    std::unique_ptr<BlockSource> m_plain;
    std::unique_ptr<EnvelopeWriter> m_writer;
    QByteArray m_expectedTag;
    QByteArray m_tag;
    QByteArray m_pending; ///< header or tag bytes that wait to be delivered
    qint64 m_size;
    bool m_finished = false;
};

/// Writes a new file (0600) and hashes what it writes.
class FileSink final : public BlockSink
{
public:
    [[nodiscard]] static Result<std::unique_ptr<FileSink>> create(const QString &path);
    [[nodiscard]] Result<void> write(QByteArrayView block) override;
    [[nodiscard]] qint64 size() const { return m_size; }
    /// Makes the file durable, closes it and returns its SHA-256 as lower-case hex.
    [[nodiscard]] Result<QString> finish();

private:
    explicit FileSink(const QString &path) : m_file(path) {}
    void startWriteback();

    QFile m_file;
    Sha256 m_hash;
    qint64 m_size = 0;
    qint64 m_handedToDisk = 0;
};

/// Receives an object, sealed or plain, and writes the plain database into a new file, hashing both sides.
/// Until finish() has succeeded the file's content is unverified and must not leave its workspace.
class OpeningSink final : public BlockSink
{
public:
    /// `key` may be empty: a sealed object then fails with ErrorCode::WrongKey at its first block.
    [[nodiscard]] static Result<std::unique_ptr<OpeningSink>> create(const QString &path,
                                                                     const SecretBytes &key);
    [[nodiscard]] Result<void> write(QByteArrayView block) override;

    struct Outcome
    {
        QString objectSha256;  ///< of what came in
        QString contentSha256; ///< of what was written
        qint64 contentSize = 0;
        bool sealed = false;
    };
    /// Checks the tag of a sealed object, makes the file durable and tells what it was.
    [[nodiscard]] Result<Outcome> finish();

private:
    OpeningSink(std::unique_ptr<FileSink> file, SecretBytes key)
        : m_file(std::move(file)), m_key(std::move(key))
    {
    }
    [[nodiscard]] Result<void> decide();
    [[nodiscard]] Result<void> open(QByteArrayView block);

    std::unique_ptr<FileSink> m_file;
    SecretBytes m_key;
    Sha256 m_object;
    QByteArray m_head; ///< the first 16 bytes tell sealed from plain, and may arrive in pieces
    QByteArray m_unverified;
    std::unique_ptr<EnvelopeReader> m_reader;
    bool m_decided = false;
};

/// "Cannot write %1: no space left", mapped to NoSpace, PermissionDenied or Io.
[[nodiscard]] Error fileError(const QFile &file, const QString &operation, const QString &what);

} // namespace lifeboat
