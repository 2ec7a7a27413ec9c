// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3xml.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/s3/xmltree.h"

#include <QUrl>
#include <QXmlStreamWriter>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> nonsense(const QString &what)
{
    return fail(ErrorCode::Protocol, u"s3.xml"_s, Text::tr("The store's answer makes no sense: %1").arg(what),
                Text::tr("Try again; if it stays so, tell the operator of the store."));
}

Result<XmlNode> parseRoot(const QByteArray &document, QStringView root)
{
    auto tree = parseXml(document);
    if (tree && tree->name != root)
        return nonsense(Text::tr("expected %1, found %2.").arg(root, quoted(tree->name.left(60))));
    return tree;
}

/// S3 writes a space as '+' under encoding-type=url, and a plus as %2B.
QString decoded(QString text, bool urlEncoded)
{
    if (!urlEncoded)
        return text;
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace(u'+', u' ').toUtf8()));
}

QDateTime parseTime(const QString &text)
{
    return QDateTime::fromString(text.trimmed(), Qt::ISODateWithMs).toUTC();
}

Result<ObjectInfo> parseObject(const XmlNode &node, bool urlEncoded)
{
    ObjectInfo info;
    info.key = decoded(node.value(u"Key"), urlEncoded);
    if (info.key.isEmpty())
        return nonsense(Text::tr("an object without a name."));
    bool isNumber = false;
    info.size = node.value(u"Size").trimmed().toLongLong(&isNumber);
    if (!isNumber || info.size < 0)
        return nonsense(Text::tr("%1 has no valid size.").arg(quoted(info.key)));
    info.lastModified = parseTime(node.value(u"LastModified"));
    if (!info.lastModified.isValid())
        return nonsense(Text::tr("%1 has no valid date.").arg(quoted(info.key)));
    info.etag = bareEtag(node.value(u"ETag"));
    return info;
}

/// UTF-8 order, which is not QString's beyond the basic plane.
bool keyBefore(const ObjectInfo &a, const ObjectInfo &b)
{
    return a.key.toUtf8() < b.key.toUtf8();
}

} // namespace

S3ErrorBody parseErrorBody(const QByteArray &document)
{
    const auto tree = parseRoot(document, u"Error");
    if (!tree)
        return {};
    return {tree->value(u"Code").trimmed(), tree->value(u"Message").trimmed(),
            tree->value(u"Region").trimmed(), tree->value(u"Endpoint").trimmed()};
}

Result<ListPage> parseListing(const QByteArray &document, const QString &prefix)
{
    const auto tree = parseRoot(document, u"ListBucketResult");
    if (!tree)
        return fail(tree.error());
    const bool urlEncoded = tree->value(u"EncodingType").trimmed() == u"url";
    ListPage page;
    for (const XmlNode &node : tree->children) {
        if (node.name != u"Contents")
            continue;
        auto object = parseObject(node, urlEncoded);
        if (!object)
            return fail(object.error());
        if (!object->key.startsWith(prefix))
            return nonsense(Text::tr("%1 was not asked for.").arg(quoted(object->key)));
        page.objects.append(std::move(*object));
    }
    std::stable_sort(page.objects.begin(), page.objects.end(), keyBefore);
    const auto twice =
        std::adjacent_find(page.objects.cbegin(), page.objects.cend(),
                           [](const ObjectInfo &a, const ObjectInfo &b) { return a.key == b.key; });
    if (twice != page.objects.cend())
        return nonsense(Text::tr("%1 is listed twice.").arg(quoted(twice->key)));
    if (tree->value(u"IsTruncated").trimmed() == u"true") {
        page.next = tree->value(u"NextContinuationToken");
        if (page.next.isEmpty())
            return nonsense(Text::tr("the listing goes on, but the store does not say where."));
    }
    return page;
}

Result<QString> parseUploadId(const QByteArray &document)
{
    const auto tree = parseRoot(document, u"InitiateMultipartUploadResult");
    if (!tree)
        return fail(tree.error());
    const QString id = tree->value(u"UploadId").trimmed();
    if (id.isEmpty())
        return nonsense(Text::tr("an upload without an id."));
    return id;
}

Result<S3ErrorBody> parseCompleted(const QByteArray &document)
{
    const auto tree = parseXml(document);
    if (!tree)
        return fail(tree.error());
    if (tree->name == u"Error") {
        S3ErrorBody error = parseErrorBody(document);
        if (error.code.isEmpty())
            error.code = u"InternalError"_s;
        return error;
    }
    if (tree->name != u"CompleteMultipartUploadResult")
        return nonsense(
            Text::tr("expected the end of an upload, found %1.").arg(quoted(tree->name.left(60))));
    return S3ErrorBody{};
}

Result<UploadsPage> parseUploads(const QByteArray &document)
{
    const auto tree = parseRoot(document, u"ListMultipartUploadsResult");
    if (!tree)
        return fail(tree.error());
    const bool urlEncoded = tree->value(u"EncodingType").trimmed() == u"url";
    UploadsPage page;
    for (const XmlNode &node : tree->children) {
        if (node.name != u"Upload")
            continue;
        UnfinishedUpload upload{decoded(node.value(u"Key"), urlEncoded), node.value(u"UploadId").trimmed(),
                                parseTime(node.value(u"Initiated"))};
        if (upload.key.isEmpty() || upload.uploadId.isEmpty() || !upload.initiated.isValid())
            return nonsense(Text::tr("an unfinished upload without key, id or date."));
        page.uploads.append(std::move(upload));
    }
    page.truncated = tree->value(u"IsTruncated").trimmed() == u"true";
    page.nextKey = decoded(tree->value(u"NextKeyMarker"), urlEncoded);
    page.nextUploadId = tree->value(u"NextUploadIdMarker").trimmed();
    if (page.truncated && page.nextKey.isEmpty())
        return nonsense(Text::tr("the list of uploads goes on, but the store does not say where."));
    return page;
}

QByteArray completeDocument(const QList<QByteArray> &etags)
{
    QByteArray document;
    QXmlStreamWriter writer(&document);
    writer.writeStartElement(u"CompleteMultipartUpload"_s);
    for (qsizetype i = 0; i < etags.size(); ++i) {
        writer.writeStartElement(u"Part"_s);
        writer.writeTextElement(u"PartNumber"_s, QString::number(i + 1));
        writer.writeTextElement(u"ETag"_s, QString::fromLatin1(etags[i]));
        writer.writeEndElement();
    }
    writer.writeEndElement();
    return document;
}

QString bareEtag(const QString &etag)
{
    QString bare = etag.trimmed();
    if (bare.startsWith(u"W/"_s))
        bare.remove(0, 2);
    if (bare.size() >= 2 && bare.startsWith(u'"') && bare.endsWith(u'"'))
        bare = bare.sliced(1, bare.size() - 2);
    return bare;
}

} // namespace lifeboat
