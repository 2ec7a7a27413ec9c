// SPDX-License-Identifier: GPL-3.0-or-later
// The bounded queue between two threads of asyncstream: one puts, one takes.
#pragma once

#include <QByteArray>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace lifeboat {

class BlockQueue final
{
public:
    /// Waits for room. False once the queue is closed: nobody will take it.
    [[nodiscard]] bool put(QByteArray block);
    /// No more blocks will come; what is in the queue is still delivered.
    void end();
    /// Nobody takes any more; what is in the queue is dropped.
    void close();
    /// Waits for a block. Nothing once the queue has ended and is empty, or was closed.
    [[nodiscard]] std::optional<QByteArray> take();

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<QByteArray> m_blocks;
    bool m_ended = false;
    bool m_closed = false;
};

} // namespace lifeboat
