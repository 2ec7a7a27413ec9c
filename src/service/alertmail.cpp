// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertmail.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "service/alertrequests.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"alert.mail"_s;
constexpr int lookInterval = 50; ///< ms between looks at the cancel token
constexpr int grace = 1'000;     ///< ms from being killed to being gone
constexpr qsizetype mostWords = 400;

/// Local users have no domain. What could end the header, or begin another, is not among the characters.
bool areRecipients(const QString &text)
{
    static const QRegularExpression pattern(
        uR"(\A *(?<address>[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+(@[A-Za-z0-9.-]+)?)( *, *(?&address))* *\z)"_s);
    return pattern.match(text).hasMatch();
}

/// A header line may be folded where there is a space (RFC 5322, 2.2.3).
QByteArray folded(const QByteArray &name, QByteArray value)
{
    return name + ": " + value.replace("?= =?", "?=\n =?") + '\n';
}

QByteArray inLines(const QByteArray &base64)
{
    constexpr qsizetype lineLength = 76; // RFC 2045, 6.8
    QByteArray lines;
    for (qsizetype at = 0; at < base64.size(); at += lineLength)
        lines += base64.mid(at, lineLength) + '\n';
    return lines;
}

/// Empty when it ended by itself.
QString waitFor(QProcess &process, std::chrono::milliseconds limit, const CancelToken &cancel)
{
    const QDeadlineTimer deadline(limit);
    while (!process.waitForFinished(lookInterval) && process.state() != QProcess::NotRunning) {
        if (!cancel.isRequested() && !deadline.hasExpired())
            continue;
        process.kill();
        process.waitForFinished(grace);
        return cancel.isRequested() ? Text::tr("it was cancelled")
                                    : Text::tr("it took longer than %1").arg(formatDuration(limit));
    }
    return {};
}

} // namespace

Result<QByteArray> alertMail(const QString &recipients, const Alert &alert)
{
    if (!areRecipients(recipients)) {
        return fail(ErrorCode::Configuration, operation,
                    Text::tr("%1 is no mail address.").arg(quoted(recipients)),
                    Text::tr("Give one like name@example.org, or several separated by commas."));
    }
    return folded("To", recipients.trimmed().toLatin1())
           + folded("Subject", headerText(u"[Lifeboat] "_s + alertTitle(alert)))
           + folded("Date", alert.at.toUTC().toString(Qt::RFC2822Date).toLatin1())
           + "Auto-Submitted: auto-generated\n" // RFC 3834: no absence notes, please
             "MIME-Version: 1.0\n"
             "Content-Type: text/plain; charset=utf-8\n"
             "Content-Transfer-Encoding: base64\n"
             "\n"
           + inLines((alertText(alert) + u'\n').toUtf8().toBase64());
}

QString findSendmail()
{
    const QString inPath = QStandardPaths::findExecutable(u"sendmail"_s);
    if (!inPath.isEmpty())
        return inPath;
    return QStandardPaths::findExecutable(u"sendmail"_s, {u"/usr/sbin"_s, u"/usr/lib"_s, u"/sbin"_s});
}

Result<void> sendMail(const QString &program, const QByteArray &message, std::chrono::milliseconds limit,
                      const CancelToken &cancel)
{
    if (program.isEmpty()) {
        return fail(ErrorCode::Unsupported, operation, Text::tr("This machine has no sendmail program."),
                    Text::tr("Install a mail server, or a small one like msmtp-mta, and try again."));
    }
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, {u"-t"_s, u"-i"_s});
    QString why;
    if (!process.waitForStarted()) {
        why = process.errorString();
    } else {
        process.write(message);
        process.closeWriteChannel();
        why = waitFor(process, limit, cancel);
    }
    const QString said = QString::fromLocal8Bit(process.readAll()).simplified().right(mostWords);
    if (why.isEmpty() && process.exitStatus() == QProcess::CrashExit)
        why = Text::tr("it was ended by a signal");
    else if (why.isEmpty() && process.exitCode() != 0)
        why = Text::tr("it ended with status %1").arg(process.exitCode());
    if (why.isEmpty())
        return {};
    return fail(cancel.isRequested() ? ErrorCode::Cancelled : ErrorCode::Io, operation,
                Text::tr("%1 did not take the mail: %2.").arg(program, why),
                said.isEmpty() ? Text::tr("Try to send a mail from a terminal.")
                               : Text::tr("It said: %1").arg(redact(said)));
}

} // namespace lifeboat
