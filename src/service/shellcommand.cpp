// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/shellcommand.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QTemporaryFile>

#include <csignal>

#include <unistd.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"command"_s;
constexpr qint64 mostOutput = 64 << 10;
constexpr int lookInterval = 50; ///< ms between looks at the cancel token
constexpr int grace = 3'000;     ///< ms from SIGTERM to SIGKILL

/// The shell and what it started: its session is its process group.
void end(QProcess &process)
{
    const auto group = static_cast<pid_t>(process.processId());
    ::kill(-group, SIGTERM);
    if (process.waitForFinished(grace))
        return;
    ::kill(-group, SIGKILL);
    process.waitForFinished(grace);
}

QString outputIn(QTemporaryFile &file)
{
    file.seek(std::max<qint64>(0, file.size() - mostOutput));
    return QString::fromLocal8Bit(file.readAll()).trimmed();
}

QProcessEnvironment environmentWith(const CommandEnvironment &more)
{
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : more)
        all.insert(name, value);
    return all;
}

Error problemWith(const CommandReport &report, const QString &why)
{
    const QString last = report.output.section(u'\n', -3).simplified().left(400);
    return {ErrorCode::Io, operation, Text::tr("The command %1 %2.").arg(quoted(report.command), why),
            last.isEmpty() ? Text::tr("Try it in a terminal.") : Text::tr("It said: %1").arg(last), false};
}

} // namespace

CommandReport runShellCommand(const QString &command, std::chrono::milliseconds limit,
                              const CancelToken &cancel, const CommandEnvironment &environment)
{
    CommandReport report{command, {}, {}};
    // A file rather than a pipe: what goes on in the background may write to it for ever.
    QTemporaryFile output;
    // What starts a server again must not fail for a full or read-only disk of ours.
    const bool isHeard = output.open();
    if (!isHeard)
        qCWarning(logEngine).noquote()
            << describe(problemWith(report, Text::tr("has nowhere to write: %1").arg(output.errorString())));
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardOutputFile(isHeard ? output.fileName() : QProcess::nullDevice(), QIODevice::Append);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessEnvironment(environmentWith(environment));
    process.setChildProcessModifier([] { ::setsid(); });
    const auto starts = [&process, &command] {
        process.start(u"/bin/sh"_s, {u"-c"_s, command});
        return process.waitForStarted();
    };
    const auto startsUnheard = [&process, &starts] {
        process.setStandardOutputFile(QProcess::nullDevice());
        return starts();
    };
    const QDeadlineTimer deadline(limit);
    QString why;
    if (!starts() && !(isHeard && startsUnheard())) {
        why = Text::tr("did not start: %1").arg(process.errorString());
    } else {
        while (!process.waitForFinished(lookInterval) && process.state() != QProcess::NotRunning) {
            if (cancel.isRequested())
                why = Text::tr("was cancelled");
            else if (deadline.hasExpired())
                why = Text::tr("took longer than %1").arg(formatDuration(limit));
            if (why.isEmpty())
                continue;
            end(process);
            break;
        }
    }
    if (isHeard)
        report.output = outputIn(output);
    if (why.isEmpty() && process.exitStatus() == QProcess::CrashExit)
        why = Text::tr("was ended by a signal");
    else if (why.isEmpty() && process.exitCode() != 0)
        why = Text::tr("failed with status %1").arg(process.exitCode());
    if (!why.isEmpty())
        report.problem = problemWith(report, why);
    if (cancel.isRequested() && report.problem)
        report.problem->code = ErrorCode::Cancelled;
    qCInfo(logEngine).noquote() << "command" << command << (why.isEmpty() ? u"done"_s : why) << report.output;
    return report;
}

} // namespace lifeboat
