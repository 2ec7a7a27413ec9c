// SPDX-License-Identifier: GPL-3.0-or-later
// Joins two stages of a stream that run on two threads, by a small bounded queue of blocks: reading ahead of
// a slow reader, writing behind a fast writer. Memory stays within the queue, whatever the stream's length.
// Each object has one user and one thread of its own, which ends before its destructor returns. Where no
// thread can be started, the stages run one after the other and all is the same but slower.
#pragma once

#include "base/blockstream.h"

#include <memory>
#include <thread>

namespace lifeboat {

class BlockQueue;

/// Delivers another source's bytes, which are read on a thread of its own before they are asked for.
class ReadAheadSource final : public BlockSource
{
public:
    explicit ReadAheadSource(std::unique_ptr<BlockSource> source);
    ~ReadAheadSource() override;
    [[nodiscard]] qint64 size() const override { return m_source->size(); }
    /// An error of the source comes where it happened in the stream, and stays. Once the end has been
    /// delivered, the thread no longer touches the source.
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override;

private:
    void run();

    std::unique_ptr<BlockSource> m_source;
    std::unique_ptr<BlockQueue> m_queue;
    Result<void> m_outcome; ///< written by the thread before it ends the queue
    QByteArray m_block;
    qsizetype m_position = 0;
    std::thread m_thread;
};

/// Passes blocks on to another sink, on a thread of its own.
class WriteBehindSink final : public BlockSink
{
public:
    explicit WriteBehindSink(BlockSink &sink);
    /// What was not written yet is dropped, unless finish() has been called.
    ~WriteBehindSink() override;
    /// Fails with the sink's error, some blocks after the one it happened at.
    [[nodiscard]] Result<void> write(QByteArrayView block) override;
    /// Waits until the sink has everything. To be called once, after the last write().
    [[nodiscard]] Result<void> finish();

private:
    void run();

    BlockSink &m_sink;
    std::unique_ptr<BlockQueue> m_queue;
    Result<void> m_outcome; ///< written by the thread before it closes the queue
    std::thread m_thread;
};

} // namespace lifeboat
