// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/bytesize.h"

#include <QRegularExpression>

#include <array>
#include <cmath>

namespace lifeboat {

using namespace Qt::StringLiterals;

std::optional<qint64> parseByteSize(QStringView text)
{
    static const QRegularExpression shape(u"^(\\d{1,15}(?:\\.\\d{1,6})?)\\s*(?:([KMGT])(I?)B|B)?$"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    const auto match = shape.match(text.trimmed().toString());
    if (!match.hasMatch())
        return {};
    const double base = match.capturedLength(3) > 0 ? 1024 : 1000;
    const qsizetype exponent =
        match.capturedLength(2) > 0 ? u"KMGT"_s.indexOf(match.captured(2).toUpper()) + 1 : 0;
    const double bytes = match.captured(1).toDouble() * std::pow(base, static_cast<double>(exponent));
    constexpr double limit = 9.0e18; // below 2^63
    return bytes < limit ? std::optional(static_cast<qint64>(bytes)) : std::nullopt;
}

std::optional<qint64> parseByteRate(QStringView text)
{
    text = text.trimmed();
    return parseByteSize(text.endsWith(u"/s", Qt::CaseInsensitive) ? text.chopped(2) : text);
}

QString exactByteSize(qint64 bytes)
{
    constexpr std::array<QLatin1StringView, 5> units{"B"_L1, "KiB"_L1, "MiB"_L1, "GiB"_L1, "TiB"_L1};
    std::size_t unit = 0;
    while (bytes > 0 && bytes % 1024 == 0 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    return QString::number(bytes) + u' ' + units.at(unit);
}

} // namespace lifeboat
