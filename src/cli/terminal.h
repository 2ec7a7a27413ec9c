// SPDX-License-Identifier: GPL-3.0-or-later
// Standard output, standard error and the person in front of them. Output goes to stdout, everything said on
// the way (progress, warnings, questions) to stderr. progress() is thread-safe; the rest is for the main
// thread.
#pragma once

#include "base/result.h"
#include "engine/pace.h"

#include <QString>

#include <chrono>
#include <mutex>

namespace lifeboat {

class Terminal final
{
public:
    struct Options
    {
        bool json = false;
        bool quiet = false;
        bool verbose = false;
    };
    explicit Terminal(const Options &options);
    ~Terminal();
    Q_DISABLE_COPY_MOVE(Terminal)

    /// A moving bar: only on a terminal, never with --json or --quiet.
    [[nodiscard]] bool showsProgress() const { return m_bar; }
    void progress(const JobProgress &progress);

    void print(const QString &text);
    /// Free words on the way to the result; nothing with --json or --quiet.
    void say(const QString &text);
    void warn(const QString &text);
    /// Removes the progress bar, so that what follows stands on a line of its own.
    void clearProgress();

    /// Asks on the terminal and waits for "yes". Without a terminal: ErrorCode::Refused, with `flag` in the
    /// hint.
    [[nodiscard]] Result<void> confirm(const QString &question, const QString &flag);

private:
    void draw(const JobProgress &progress);

    Options m_options;
    bool m_bar;
    bool m_unicode;
    std::mutex m_mutex;
    std::optional<Stage> m_stage;
    Pace m_pace;
    std::chrono::steady_clock::time_point m_lastDraw;
    bool m_drawn = false;
};

} // namespace lifeboat
