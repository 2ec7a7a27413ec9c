// SPDX-License-Identifier: GPL-3.0-or-later
// How long an event loop keeps its events waiting: a thread posts one after the other to the loop it was made
// in and measures when each is taken. Made, stopped and destroyed in that thread.
#pragma once

#include <QCoreApplication>
#include <QObject>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace lifeboat {

/// How long a thread has been ready to run while others had the processor, as the kernel counts it.
class ProcessorQueue final
{
public:
    /// Of the thread that makes it; any thread may then ask.
    ProcessorQueue()
        : m_file(::open(("/proc/self/task/" + std::to_string(::gettid()) + "/schedstat").c_str(),
                        O_RDONLY | O_CLOEXEC))
    {
    }
    ~ProcessorQueue()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    Q_DISABLE_COPY_MOVE(ProcessorQueue)

    /// Always 0 where the kernel does not count it.
    [[nodiscard]] std::chrono::nanoseconds waited() const
    {
        char text[96] = {};
        if (m_file < 0 || ::pread(m_file, text, sizeof text - 1, 0) <= 0)
            return {};
        char *end = nullptr;
        (void)std::strtoll(text, &end, 10); // time on the processor
        return std::chrono::nanoseconds(std::strtoll(end, nullptr, 10));
    }

private:
    int m_file;
};

class LoopWatch final : public QObject
{
public:
    LoopWatch()
    {
        ask(); // from here, so that nothing is missed until the thread runs
        m_thread = std::thread([this] { watch(); });
    }
    ~LoopWatch() override { stop(); }
    Q_DISABLE_COPY_MOVE(LoopWatch)

    /// The longest that an event waited until now. Stops watching.
    std::chrono::microseconds worst()
    {
        stop();
        return m_worst;
    }

    /// The same for what the loop's own thread did: computing, or blocked. That it was ready and the
    /// processor with somebody else is left out: a compiler beside a test is none of the window's stalls.
    /// Stops watching.
    std::chrono::microseconds worstOwn()
    {
        stop();
        return m_worstOwn;
    }

private:
    using Clock = std::chrono::steady_clock;

    struct Question
    {
        Clock::time_point posted = Clock::now();
        std::chrono::nanoseconds queued;
    };

    void watch()
    {
        std::unique_lock lock(m_mutex);
        while (!m_stopping) {
            m_taken.wait(lock, [this] { return !m_asked || m_stopping; });
            // Often enough to see what a person could notice, seldom enough not to be the load.
            if (m_taken.wait_for(lock, std::chrono::milliseconds(1), [this] { return m_stopping; }))
                return;
            m_asked = true;
            ask();
        }
    }

    void ask()
    {
        const Question question{.queued = m_queue.waited()};
        QMetaObject::invokeMethod(
            this, [this, question] { note(question); }, Qt::QueuedConnection);
    }

    void note(const Question &question)
    {
        using std::chrono::duration_cast, std::chrono::microseconds;
        const auto waited = Clock::now() - question.posted;
        const auto queued = m_queue.waited() - question.queued;
        m_worst = std::max(m_worst, duration_cast<microseconds>(waited));
        m_worstOwn = std::max(m_worstOwn, duration_cast<microseconds>(waited - queued));
        const std::lock_guard lock(m_mutex);
        m_asked = false;
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

    const ProcessorQueue m_queue; ///< of the loop's thread
    std::chrono::microseconds m_worst{0};
    std::chrono::microseconds m_worstOwn{0};
    std::mutex m_mutex;
    std::condition_variable m_taken;
    bool m_asked = true;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace lifeboat
