// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/asyncstream.h"

#include "base/blockqueue.h"

#include <algorithm>
#include <cstring>
#include <system_error>

namespace lifeboat {

namespace {

constexpr qsizetype blockSize = 1 << 20;

/// A thread that runs `work`, or one that is not joinable when the system has none to give.
template<typename Work> std::thread startedThread(Work work)
{
    try {
        return std::thread(std::move(work));
    } catch (const std::system_error &) {
        return {};
    }
}

} // namespace

ReadAheadSource::ReadAheadSource(std::unique_ptr<BlockSource> source)
    : m_source(std::move(source)), m_queue(std::make_unique<BlockQueue>()),
      m_thread(startedThread([this] { run(); }))
{
}

ReadAheadSource::~ReadAheadSource()
{
    m_queue->close();
    if (m_thread.joinable())
        m_thread.join();
}

void ReadAheadSource::run()
{
    for (;;) {
        QByteArray block(blockSize, Qt::Uninitialized);
        const auto count = m_source->read(block.data(), block.size());
        if (!count)
            m_outcome = fail(count.error());
        if (!count || *count == 0)
            break;
        block.truncate(*count);
        if (!m_queue->put(std::move(block)))
            return;
    }
    m_queue->end();
}

Result<qint64> ReadAheadSource::read(char *buffer, qint64 capacity)
{
    if (!m_thread.joinable())
        return m_source->read(buffer, capacity);
    qint64 filled = 0;
    while (filled < capacity) {
        if (m_position == m_block.size()) {
            auto next = m_queue->take();
            if (!next && filled == 0 && !m_outcome)
                return fail(m_outcome.error());
            if (!next)
                return filled;
            m_block = std::move(*next);
            m_position = 0;
        }
        const qint64 count = std::min<qint64>(capacity - filled, m_block.size() - m_position);
        std::memcpy(buffer + filled, m_block.constData() + m_position, static_cast<std::size_t>(count));
        m_position += count;
        filled += count;
    }
    return filled;
}

WriteBehindSink::WriteBehindSink(BlockSink &sink)
    : m_sink(sink), m_queue(std::make_unique<BlockQueue>()), m_thread(startedThread([this] { run(); }))
{
}

WriteBehindSink::~WriteBehindSink()
{
    m_queue->close();
    if (m_thread.joinable())
        m_thread.join();
}

void WriteBehindSink::run()
{
    while (const auto block = m_queue->take()) {
        if (auto written = m_sink.write(*block); !written) {
            m_outcome = std::move(written);
            m_queue->close();
            return;
        }
    }
}

Result<void> WriteBehindSink::write(QByteArrayView block)
{
    if (!m_thread.joinable())
        return m_sink.write(block);
    while (!block.isEmpty()) {
        const QByteArrayView piece = block.first(std::min(block.size(), blockSize));
        if (!m_queue->put(piece.toByteArray()))
            return m_outcome;
        block = block.sliced(piece.size());
    }
    return {};
}

Result<void> WriteBehindSink::finish()
{
    m_queue->end();
    if (m_thread.joinable())
        m_thread.join();
    return m_outcome;
}

} // namespace lifeboat
