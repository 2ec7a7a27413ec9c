// SPDX-License-Identifier: GPL-3.0-or-later
// How long an event loop keeps its events waiting: a thread posts one after the other to the loop it was made
// in and measures when each is taken. Made, stopped and destroyed in that thread.
#pragma once

#include <QCoreApplication>
#include <QObject>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lifeboat {

class LoopWatch final : public QObject
{
public:
    LoopWatch() : m_thread([this] { watch(); }) {}
    ~LoopWatch() override { stop(); }
    Q_DISABLE_COPY_MOVE(LoopWatch)

    /// The longest that an event waited until now. Stops watching.
    std::chrono::microseconds worst()
    {
        stop();
        return m_worst;
    }

private:
    using Clock = std::chrono::steady_clock;

    void watch()
    {
        while (!m_stopping) {
            const auto posted = Clock::now();
            QMetaObject::invokeMethod(
                this, [this, posted] { note(posted); }, Qt::QueuedConnection);
            std::unique_lock lock(m_mutex);
            m_taken.wait(lock, [this] { return m_answers != m_questions || m_stopping; });
            m_questions = m_answers;
            // Often enough to see what a person could notice, seldom enough not to be the load.
            m_taken.wait_for(lock, std::chrono::milliseconds(1), [this] { return m_stopping.load(); });
        }
    }

    void note(Clock::time_point posted)
    {
        const auto waited = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - posted);
        m_worst = std::max(m_worst, waited);
        const std::lock_guard lock(m_mutex);
        ++m_answers;
        m_taken.notify_one();
    }

    void stop()
    {
        if (!m_thread.joinable())
            return;
        QCoreApplication::sendPostedEvents(this); // the one that is still waiting counts
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_taken.notify_one();
        m_thread.join();
        QCoreApplication::removePostedEvents(this);
    }

    std::chrono::microseconds m_worst{0};
    std::mutex m_mutex;
    std::condition_variable m_taken;
    int m_questions = 0;
    int m_answers = 0;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread;
};

} // namespace lifeboat
