// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <QDateTime>
#include <QRegularExpression>

#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>

namespace lifeboat {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(logEngine, "lifeboat.engine")
Q_LOGGING_CATEGORY(logHttp, "lifeboat.http")
Q_LOGGING_CATEGORY(logSqlite, "lifeboat.sqlite")
Q_LOGGING_CATEGORY(logConfig, "lifeboat.config")

namespace {

std::atomic chosenLevel = LogLevel::Normal; // any thread logs while installLog() changes it

void writeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (chosenLevel == LogLevel::Quiet && type != QtCriticalMsg && type != QtFatalMsg)
        return;
    QString line = redact(message);
    if (chosenLevel >= LogLevel::Verbose) {
        line = QDateTime::currentDateTimeUtc().toString(u"HH:mm:ss.zzz "_s)
               + QLatin1StringView(context.category ? context.category : "default") + u": "_s + line;
    }
    std::fprintf(stderr, "%s\n", qUtf8Printable(line));
}

} // namespace

void installLog(LogLevel level)
{
    chosenLevel = level;
    QString rules = u"lifeboat.*.debug=%1\nlifeboat.*.info=%2\nqt.*.debug=false"_s.arg(
        level == LogLevel::Debug ? u"true"_s : u"false"_s,
        level >= LogLevel::Verbose ? u"true"_s : u"false"_s);
    QLoggingCategory::setFilterRules(rules);
    // Once: who listens on top of it, such as the log on the disk, goes on when the level changes later.
    static std::once_flag installed;
    std::call_once(installed, [] { qInstallMessageHandler(writeMessage); });
}

QString redact(const QString &text)
{
    struct Rule
    {
        QRegularExpression pattern;
        QString replacement;
    };
    constexpr auto options = QRegularExpression::CaseInsensitiveOption;
    static const std::array rules{
        Rule{QRegularExpression(u"(authorization\\s*[:=]\\s*)[^\\r\\n]+"_s, options), u"\\1[redacted]"_s},
        Rule{QRegularExpression(u"(x-amz-(?:security-token|signature|credential)\\s*[:=]\\s*)[^\\s&,;]+"_s,
                                options),
             u"\\1[redacted]"_s},
        // A quoted value goes whole, with the spaces and escaped quotes in it; a bare one up to a separator.
        Rule{QRegularExpression(
                 u"((?:secret|password|passwd|token|api[_-]?key|encryption[_-]?key|access[_-]?key)"
                 "[a-z_-]*[\"']?\\s*[:=]\\s*)"
                 "(?:([\"'])(?:\\\\.|(?!\\2)[^\\\\\\r\\n])*\\2?|[^\\s\"'&,;]+)"_s,
                 options),
             u"\\1\\2[redacted]\\2"_s},
        Rule{QRegularExpression(u"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{43}=(?!=)"_s), u"[redacted]"_s},
        // Without its padding a key looks like a path; random bytes have all three kinds of characters.
        Rule{QRegularExpression(u"(?<![A-Za-z0-9+/_-])(?=[a-z0-9+/_-]*[A-Z])(?=[A-Z0-9+/_-]*[a-z])"
                                "(?=[A-Za-z+/_-]*[0-9])[A-Za-z0-9+/_-]{43}(?![A-Za-z0-9+/_=-])"_s),
             u"[redacted]"_s},
        Rule{QRegularExpression(u"(://[^/\\s:@]*:)[^/\\s@]+@"_s), u"\\1[redacted]@"_s},
    };
    QString out = text;
    for (const Rule &rule : rules)
        out.replace(rule.pattern, rule.replacement);
    return out;
}

} // namespace lifeboat
