// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/blockqueue.h"

namespace lifeboat {

namespace {

/// Enough that neither side waits for the other's every block; a block is at most 1 MiB.
constexpr std::size_t mostBlocks = 4;

} // namespace

bool BlockQueue::put(QByteArray block)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_closed || m_blocks.size() < mostBlocks; });
    if (m_closed)
        return false;
    m_blocks.push_back(std::move(block));
    m_changed.notify_all();
    return true;
}

void BlockQueue::end()
{
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

void BlockQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_blocks.clear();
    m_changed.notify_all();
}

std::optional<QByteArray> BlockQueue::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_closed || m_ended || !m_blocks.empty(); });
    if (m_blocks.empty())
        return std::nullopt;
    QByteArray block = std::move(m_blocks.front());
    m_blocks.pop_front();
    m_changed.notify_all();
    return block;
}

} // namespace lifeboat
