// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies for storage tests: bytes that can be told apart at every offset without being kept, and sources
// and sinks that fail where a test wants it.
// A stream is used from one thread at a time.
#pragma once

#include "base/blockstream.h"

#include <functional>

namespace lifeboat {

/// The byte at `offset` of pattern `seed`; no two megabytes of it are alike.
[[nodiscard]] inline char patternByte(qint64 offset, int seed)
{
    const quint64 mixed =
        (static_cast<quint64>(offset) / 8 + static_cast<quint64>(seed) * 977) * 0x9E3779B97F4A7C15U;
    return static_cast<char>(mixed >> (8 * (static_cast<quint64>(offset) % 8)));
}

class PatternSource final : public BlockSource
{
public:
    explicit PatternSource(qint64 size, int seed = 1) : m_size(size), m_seed(seed), m_end(size) {}

    /// Says size() but has only so many bytes.
    void endAfter(qint64 bytes) { m_end = bytes; }
    /// Called with the offset before each read; an error it returns is the read's.
    void setBeforeRead(std::function<Result<void>(qint64)> hook) { m_beforeRead = std::move(hook); }

    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] Result<qint64> read(char *buffer, qint64 capacity) override
    {
        if (m_beforeRead) {
            if (const auto going = m_beforeRead(m_offset); !going)
                return fail(going.error());
        }
        const qint64 count = std::min(capacity, m_end - m_offset);
        for (qint64 i = 0; i < count; ++i)
            buffer[i] = patternByte(m_offset + i, m_seed);
        m_offset += count;
        return count;
    }

private:
    qint64 m_size;
    int m_seed;
    qint64 m_end;
    qint64 m_offset = 0;
    std::function<Result<void>(qint64)> m_beforeRead;
};

/// Compares what arrives with a pattern, from `offset` on.
class PatternSink final : public BlockSink
{
public:
    explicit PatternSink(int seed = 1, qint64 offset = 0) : m_seed(seed), m_offset(offset) {}

    /// Called with the bytes received before each block; an error it returns is the write's.
    void setBeforeWrite(std::function<Result<void>(qint64)> hook) { m_beforeWrite = std::move(hook); }

    [[nodiscard]] Result<void> write(QByteArrayView block) override
    {
        if (m_beforeWrite) {
            if (const auto going = m_beforeWrite(m_received); !going)
                return going;
        }
        for (qsizetype i = 0; i < block.size(); ++i)
            m_matches = m_matches && block[i] == patternByte(m_offset + m_received + i, m_seed);
        m_received += block.size();
        return {};
    }

    [[nodiscard]] qint64 received() const { return m_received; }
    [[nodiscard]] bool matches() const { return m_matches; }

private:
    int m_seed;
    qint64 m_offset;
    qint64 m_received = 0;
    bool m_matches = true;
    std::function<Result<void>(qint64)> m_beforeWrite;
};

} // namespace lifeboat
