// SPDX-License-Identifier: GPL-3.0-or-later
// How bytes travel between snapshot, envelope and store: pulled from a source, pushed to a sink, in
// blocks, so that memory never depends on the size of a database.
// A stream is used from one thread at a time.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace lifeboat {

class BlockSource
{
public:
    virtual ~BlockSource() = default;
    /// Total bytes this source will deliver; known before the first read.
    [[nodiscard]] virtual qint64 size() const = 0;
    /// Fills `buffer` from its start with up to `capacity` bytes and returns how many were written.
    /// Short only at the end; 0 means the end was reached before. Delivering fewer than size() bytes
    /// in all is the caller's error to detect.
    [[nodiscard]] virtual Result<qint64> read(char *buffer, qint64 capacity) = 0;

protected:
    BlockSource() = default;
    Q_DISABLE_COPY_MOVE(BlockSource)
};

class BlockSink
{
public:
    virtual ~BlockSink() = default;
    [[nodiscard]] virtual Result<void> write(QByteArrayView block) = 0;

protected:
    BlockSink() = default;
    Q_DISABLE_COPY_MOVE(BlockSink)
};

/// A source over bytes that are already in memory (probes, small marker objects, tests).
class BytesSource final : public BlockSource
{
public:
    explicit BytesSource(QByteArray bytes) : m_bytes(std::move(bytes)) {}
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
};

/// A sink that keeps what it was given, up to `limit` bytes; more is ErrorCode::TooLarge.
class BytesSink final : public BlockSink
{
public:
    explicit BytesSink(qint64 limit) : m_limit(limit) {}
    [[nodiscard]] Result<void> write(QByteArrayView block) override;
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }

private:
    qint64 m_limit;
    QByteArray m_bytes;
};

/// Called with bytes done so far and bytes in all (0 when unknown), from any worker thread.
using ByteProgress = std::function<void(qint64 done, qint64 total)>;

} // namespace lifeboat
