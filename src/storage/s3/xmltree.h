// SPDX-License-Identifier: GPL-3.0-or-later
// A small XML answer as a tree, read defensively: no document type, no entities but the five of XML, bounded
// size and depth. Pure function; plain values.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace lifeboat {

struct XmlNode
{
    QString name; ///< without namespace
    QString text; ///< all character data directly inside, untrimmed
    std::vector<XmlNode> children;

    /// Text of the first child of that name; null when there is none.
    [[nodiscard]] QString value(QStringView child) const;
};

/// ErrorCode::Protocol when it is not well-formed, larger than 16 MiB, nested deeper than 16 or uses a DTD.
[[nodiscard]] Result<XmlNode> parseXml(const QByteArray &document);

} // namespace lifeboat
