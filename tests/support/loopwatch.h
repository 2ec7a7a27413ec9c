// SPDX-License-Identifier: GPL-3.0-or-later
// How long an event loop keeps its events waiting: a thread posts one after the other to the loop it was made
// in and measures when each is taken. Made, stopped and destroyed in that thread.
#pragma once

#include <QCoreApplication>
#include <QObject>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

namespace lifeboat {

/// What the kernel says of the thread that makes it; any thread may then ask.
class ThreadTimes final
{
public:
    ThreadTimes() : m_queue(opened("schedstat")), m_state(opened("stat")), m_status(opened("status"))
    {
        ::pthread_getcpuclockid(::pthread_self(), &m_clock);
    }
    ~ThreadTimes()
    {
        for (const int file : {m_queue, m_state, m_status})
            ::close(file);
    }
    Q_DISABLE_COPY_MOVE(ThreadTimes)

    /// On a processor. Not what a virtual machine's host did with that processor meanwhile, where it tells.
    [[nodiscard]] std::chrono::nanoseconds used() const
    {
        timespec time{};
        ::clock_gettime(m_clock, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }

    /// Ready to run while others had the processors. 0 where the kernel does not count it.
    [[nodiscard]] std::chrono::nanoseconds queued() const
    {
        const std::string times = read(m_queue); // on a processor, queued, how often
        const auto second = times.find(' ');
        return std::chrono::nanoseconds(
            second == std::string::npos ? 0 : std::strtoll(times.c_str() + second, nullptr, 10));
    }

    /// How often it gave its processor up to wait for something: an event, a lock, a disk.
    [[nodiscard]] std::optional<long long> sleeps() const
    {
        static const std::string name = "\nvoluntary_ctxt_switches:";
        const std::string status = read(m_status);
        const auto found = status.find(name);
        if (found == std::string::npos)
            return std::nullopt;
        return std::strtoll(status.c_str() + found + name.size(), nullptr, 10);
    }

    /// Whether it is running or ready to, rather than waiting.
    [[nodiscard]] bool isAwake() const
    {
        const std::string state = read(m_state); // 4711 (name) R
        const auto name = state.rfind(')');
        return name != std::string::npos && state.compare(name, 3, ") R") == 0;
    }

private:
    static int opened(const char *what)
    {
        return ::open(("/proc/self/task/" + std::to_string(::gettid()) + '/' + what).c_str(),
                      O_RDONLY | O_CLOEXEC);
    }
    static std::string read(int file)
    {
        std::string text(4096, '\0');
        const auto size = ::pread(file, text.data(), text.size(), 0);
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

    const int m_queue;
    const int m_state;
    const int m_status;
    clockid_t m_clock{};
};

/// What the host of a virtual machine took of its processors, to run others. Nothing on a machine of its own.
class StolenTime final
{
public:
    StolenTime() : m_file(::open("/proc/stat", O_RDONLY | O_CLOEXEC)) {}
    ~StolenTime() { ::close(m_file); }
    Q_DISABLE_COPY_MOVE(StolenTime)

    /// Of each processor until now, in ticks, of which the kernel has a hundred a second.
    [[nodiscard]] std::vector<long long> ticks() const
    {
        std::string text(4096, '\0');
        const auto size = ::pread(m_file, text.data(), text.size() - 1, 0);
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        std::vector<long long> stolen;
        // cpu0 user nice system idle iowait irq softirq steal …; the first line is the sum of all
        for (auto line = text.find("\ncpu"); line != std::string::npos; line = text.find("\ncpu", line + 1)) {
            constexpr auto format = "%*s %*d %*d %*d %*d %*d %*d %*d %lld";
            std::sscanf(text.c_str() + line, format, &stolen.emplace_back(0));
        }
        return stolen;
    }

    /// Of the processor that lost most.
    static std::chrono::milliseconds between(const std::vector<long long> &before,
                                             const std::vector<long long> &after)
    {
        long long most = 0;
        for (std::size_t cpu = 0; cpu < std::min(before.size(), after.size()); ++cpu)
            most = std::max(most, after[cpu] - before[cpu]);
        return std::chrono::milliseconds(most * 1000 / ::sysconf(_SC_CLK_TCK));
    }

private:
    const int m_file;
};

/// What is known of the time that an event waited.
struct Stall
{
    std::chrono::nanoseconds waited{0};
    std::chrono::nanoseconds used{0};   ///< the loop's thread was on a processor
    std::chrono::nanoseconds queued{0}; ///< it was ready while others were
    std::chrono::nanoseconds stolen{0}; ///< by the host, of a processor
    bool neverSlept = false;

    /// What the loop's thread did: computing, or blocked by something that this machine did not do for it.
    [[nodiscard]] std::chrono::nanoseconds own() const
    {
        return neverSlept ? used : std::max(used, waited - queued - stolen);
    }
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
    /// When it surely never waited for anything this is the processor time that it used; else all time but
    /// that in the queue, and that in which the host had taken a processor: whom it waits for waits for that.
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
        std::optional<long long> sleeps; ///< nothing: it may be asleep now
        std::chrono::nanoseconds used;
        std::chrono::nanoseconds queued;
        std::vector<long long> stolen;
        Clock::time_point posted;
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
        Question question;
        // In this order: a thread that is awake now, and has not begun to wait when it answers, never did.
        question.sleeps = m_times.sleeps();
        if (!m_times.isAwake())
            question.sleeps.reset();
        question.used = m_times.used();
        question.queued = m_times.queued();
        question.stolen = m_stolen.ticks();
        question.posted = Clock::now();
        QMetaObject::invokeMethod(
            this, [this, question] { note(question); }, Qt::QueuedConnection);
    }

    void note(const Question &question)
    {
        using std::chrono::duration_cast, std::chrono::microseconds;
        Stall stall;
        stall.waited = Clock::now() - question.posted;
        stall.used = m_times.used() - question.used;
        stall.queued = m_times.queued() - question.queued;
        stall.neverSlept = question.sleeps && question.sleeps == m_times.sleeps();
        if (stall.own() > m_worstOwn) // asking costs the loop time
            stall.stolen = StolenTime::between(question.stolen, m_stolen.ticks());
        m_worst = std::max(m_worst, duration_cast<microseconds>(stall.waited));
        m_worstOwn = std::max(m_worstOwn, duration_cast<microseconds>(stall.own()));
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

    const ThreadTimes m_times; ///< of the loop's thread
    const StolenTime m_stolen;
    std::chrono::microseconds m_worst{0};
    std::chrono::microseconds m_worstOwn{0};
    std::mutex m_mutex;
    std::condition_variable m_taken;
    bool m_asked = true;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace lifeboat
