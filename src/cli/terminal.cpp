// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal.h"

#include "base/format.h"
#include "base/text.h"

#include <QTextStream>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto drawInterval = 100ms;
constexpr int barWidth = 20;

void writeLine(std::FILE *stream, const QString &text)
{
    std::fprintf(stream, "%s\n", qUtf8Printable(text));
    std::fflush(stream);
}

int columns()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

Terminal::Terminal(const Options &options)
    : m_options(options), m_bar(::isatty(STDERR_FILENO) && !options.json && !options.quiet),
      m_unicode(QByteArray(::nl_langinfo(CODESET)).toUpper() == "UTF-8")
{
}

Terminal::~Terminal()
{
    clearProgress();
}

void Terminal::progress(const JobProgress &progress)
{
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    m_pace.note(progress, std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()));
    const bool newStage = m_stage != progress.stage;
    m_stage = progress.stage;
    if (newStage && !m_bar && m_options.verbose)
        writeLine(stderr, stageTitle(progress.stage) + u"…"_s);
    if (m_bar && (newStage || now - m_lastDraw >= drawInterval)) {
        m_lastDraw = now;
        draw(progress);
    }
}

void Terminal::draw(const JobProgress &progress)
{
    QString line = stageTitle(progress.stage).leftJustified(12);
    if (const auto share = m_pace.share()) {
        const int filled = static_cast<int>(*share * barWidth);
        line +=
            QString(filled, m_unicode ? u'▓' : u'#') + QString(barWidth - filled, m_unicode ? u'░' : u'.');
        line += u" %1 %"_s.arg(static_cast<int>(*share * 100), 3);
        if (progress.stage == Stage::Prune)
            line += u"  %1/%2"_s.arg(progress.done).arg(progress.total);
        if (const auto rate = m_pace.bytesPerSecond()) {
            line += u"  "_s + formatBytes(progress.done) + u" · "_s + formatRate(*rate) + u" · "_s
                    + Text::tr("%1 left").arg(formatDuration(m_pace.left().value_or(0ms)));
        }
    }
    if (!m_unicode)
        line.replace(u" · "_s, u", "_s);
    std::fprintf(stderr, "\r\033[K%s", qUtf8Printable(line.left(columns() - 1)));
    std::fflush(stderr);
    m_drawn = true;
}

void Terminal::clearProgress()
{
    const std::scoped_lock lock(m_mutex);
    if (std::exchange(m_drawn, false)) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
    }
}

void Terminal::print(const QString &text)
{
    clearProgress();
    writeLine(stdout, text);
}

void Terminal::say(const QString &text)
{
    if (m_options.json || m_options.quiet)
        return;
    clearProgress();
    writeLine(stdout, text);
}

void Terminal::warn(const QString &text)
{
    clearProgress();
    writeLine(stderr, Text::tr("Warning: %1").arg(text));
}

Result<void> Terminal::confirm(const QString &question, const QString &flag)
{
    clearProgress();
    if (!::isatty(STDIN_FILENO) || m_options.json) {
        return fail(ErrorCode::Refused, u"cli.confirm"_s,
                    Text::tr("This needs a confirmation, and nobody is there to give it."),
                    Text::tr("Say it in the call: %1.").arg(flag));
    }
    std::fprintf(stderr, "%s [yes/no] ", qUtf8Printable(question));
    std::fflush(stderr);
    QTextStream input(stdin);
    const QString answer = input.readLine().trimmed().toLower();
    if (answer == u"yes" || answer == u"y")
        return {};
    return fail(ErrorCode::Refused, u"cli.confirm"_s, Text::tr("Not confirmed; nothing was changed."));
}

} // namespace lifeboat
