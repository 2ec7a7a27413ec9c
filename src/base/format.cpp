// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace lifeboat {

using namespace Qt::StringLiterals;

QString formatBytes(qint64 bytes)
{
    if (bytes < 1024)
        return u"%1 B"_s.arg(std::max<qint64>(bytes, 0));
    static constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals) + u' ' + QLatin1StringView(units[unit]);
}

QString formatRate(double bytesPerSecond)
{
    if (!std::isfinite(bytesPerSecond) || bytesPerSecond <= 0) // a division by no time is no measurement
        return u"–"_s;
    return formatBytes(static_cast<qint64>(bytesPerSecond)) + u"/s"_s;
}

QString formatDuration(std::chrono::milliseconds duration)
{
    const qint64 seconds = std::max<qint64>((duration.count() + 500) / 1000, 0);
    const qint64 hours = seconds / 3600;
    const qint64 minutes = seconds / 60 % 60;
    const QChar zero = u'0';
    if (hours > 0)
        return u"%1:%2:%3"_s.arg(hours).arg(minutes, 2, 10, zero).arg(seconds % 60, 2, 10, zero);
    return u"%1:%2"_s.arg(minutes).arg(seconds % 60, 2, 10, zero);
}

QString formatUtc(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ssZ"_s) : QString();
}

namespace {

/// Characters that could break a line, move the cursor or turn the reading direction.
bool isInvisible(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return false;
    }
}

QString spelled(QChar c)
{
    if (c == u'\n')
        return u"\\n"_s;
    return isInvisible(c) ? u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0')) : QString(c);
}

} // namespace

QString quoted(const QString &text)
{
    QString out = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        out += spelled(c);
    }
    return out + u'"';
}

QString escaped(const QString &text)
{
    QString out;
    for (const QChar c : text)
        out += spelled(c);
    return out;
}

namespace {

/// Levenshtein distance, two rows.
qsizetype editDistance(const QString &a, const QString &b)
{
    std::vector<qsizetype> previous(static_cast<std::size_t>(b.size()) + 1);
    std::vector<qsizetype> current(previous.size());
    for (std::size_t j = 0; j < previous.size(); ++j)
        previous[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        current[0] = i + 1;
        for (std::size_t j = 1; j < current.size(); ++j) {
            const qsizetype change = a[i] == b[static_cast<qsizetype>(j) - 1] ? 0 : 1;
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
        }
        std::swap(previous, current);
    }
    return previous.back();
}

} // namespace

QString nearestWord(const QString &word, const QStringList &candidates)
{
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(2, word.size() / 3) + 1;
    for (const QString &candidate : candidates) {
        const qsizetype distance = editDistance(word.toLower(), candidate.toLower());
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace lifeboat
