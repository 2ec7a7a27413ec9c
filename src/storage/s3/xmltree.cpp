// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/xmltree.h"

#include "base/text.h"

#include <QXmlStreamReader>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype sizeLimit = 16 * 1024 * 1024; ///< bytes; a full listing page is under 2 MiB
constexpr std::size_t depthLimit = 16;

tl::unexpected<Error> unreadable(const QString &why)
{
    return fail(ErrorCode::Protocol, u"s3.xml"_s, Text::tr("The store's answer cannot be read: %1").arg(why),
                Text::tr("Check that the endpoint is an S3 address and not a web page or a proxy."));
}

} // namespace

QString XmlNode::value(QStringView child) const
{
    for (const XmlNode &node : children) {
        if (node.name == child)
            return node.text.isNull() ? u""_s : node.text;
    }
    return {};
}

Result<XmlNode> parseXml(const QByteArray &document)
{
    if (document.size() > sizeLimit)
        return unreadable(Text::tr("it is too large."));
    QXmlStreamReader reader(document);
    XmlNode top;
    std::vector<XmlNode *> open{&top}; // a node's address is stable while it is open: only the last one grows
    while (!reader.atEnd()) {
        switch (reader.readNext()) {
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
            return unreadable(Text::tr("it declares or uses entities of its own."));
        case QXmlStreamReader::StartElement:
            if (open.size() > depthLimit)
                return unreadable(Text::tr("it is nested too deeply."));
            open.back()->children.push_back(XmlNode{reader.name().toString(), {}, {}});
            open.push_back(&open.back()->children.back());
            break;
        case QXmlStreamReader::EndElement: open.pop_back(); break;
        case QXmlStreamReader::Characters: open.back()->text += reader.text(); break;
        default: break;
        }
    }
    if (reader.hasError())
        return unreadable(reader.errorString() + u'.');
    if (top.children.empty())
        return unreadable(Text::tr("it is empty."));
    return std::move(top.children.front());
}

} // namespace lifeboat
