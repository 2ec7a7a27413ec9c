// SPDX-License-Identifier: GPL-3.0-or-later
// Files as block sources and sinks, and those that hash, seal and open on the way. One thread each.
#pragma once

#include "base/blockstream.h"
#include "base/canceltoken.h"
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

/// Passes another source's bytes on and adds them to a hash.
class HashingSource final : public BlockSource
{
public:
    HashingSource(std::unique_ptr<BlockSource> source, Sha256 &hash)
        : m_source(std::move(source)), m_hash(hash)
    {
    }
    [[nodiscard]] qint64 size() const override { return m_source->size(); }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;

private:
    std::unique_ptr<BlockSource> m_source;
    Sha256 &m_hash;
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

/// Passes another source's bytes on and knows afterwards whether it was the source that failed. Does not own
/// it.
class WatchedSource final : public BlockSource
{
public:
    explicit WatchedSource(BlockSource &source) : m_source(source) {}
    [[nodiscard]] qint64 size() const override { return m_source.size(); }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    BlockSource &m_source;
    bool m_failed = false;
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

/// Passes blocks on to another sink and adds them to a hash.
class HashingSink final : public BlockSink
{
public:
    HashingSink(BlockSink &sink, Sha256 &hash) : m_sink(sink), m_hash(hash) {}
    [[nodiscard]] Result<void> write(QByteArrayView block) override;

private:
    BlockSink &m_sink;
    Sha256 &m_hash;
};

/// Writes a new file (0600), which is durable only once placeFile() or makeDurable() has made it so.
class FileSink final : public BlockSink
{
public:
    [[nodiscard]] static Result<std::unique_ptr<FileSink>> create(const QString &path);
    [[nodiscard]] Result<void> write(QByteArrayView block) override;
    [[nodiscard]] qint64 size() const { return m_size; }
    /// Closes the file: from here on, others may read it.
    void finish() { m_file.close(); }

private:
    explicit FileSink(const QString &path) : m_file(path) {}
    void startWriteback();

    QFile m_file;
    qint64 m_size = 0;
    qint64 m_handedToDisk = 0;
};

/// Receives an object, sealed or plain, hashes it, and writes the plain database into a new file.
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
        QString objectSha256;   ///< of what came in
        qint64 contentSize = 0; ///< of what was written
        bool sealed = false;
    };
    /// Checks the tag of a sealed object, closes the file and tells what it was.
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

/// SHA-256 of all a source delivers, lower-case hex. `operation` names the caller in a cancellation.
[[nodiscard]] Result<QString> digestOf(BlockSource &source, const QString &operation,
                                       const CancelToken &cancel, const ByteProgress &progress = {});

/// "Cannot write %1: no space left", mapped to NoSpace, PermissionDenied or Io.
[[nodiscard]] Error fileError(const QFile &file, const QString &operation, const QString &what);

} // namespace lifeboat
