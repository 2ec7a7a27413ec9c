// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folder/sidecar.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/folder/foldertree.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxMetadataBytes = 8192;

bool isPrintableAscii(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
}

bool isMetadataName(const QString &name)
{
    return !name.isEmpty() && std::all_of(name.cbegin(), name.cend(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
    });
}

} // namespace

QByteArray sidecarPathOf(const QByteArray &path)
{
    return metadataFolder.toByteArray() + '/' + path + sidecarSuffix.toByteArray();
}

QByteArray sidecarBytes(const Sidecar &sidecar)
{
    QJsonObject metadata;
    for (auto it = sidecar.metadata.cbegin(); it != sidecar.metadata.cend(); ++it)
        metadata.insert(it.key(), it.value());
    return QJsonDocument(QJsonObject{{u"version"_s, 1},
                                     {u"size"_s, sidecar.objectSize},
                                     {u"content_type"_s, sidecar.contentType},
                                     {u"metadata"_s, metadata}})
        .toJson(QJsonDocument::Indented);
}

Result<Sidecar> parseSidecar(const QByteArray &bytes, const QString &shownPath)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    bool sound = object.value(u"version"_s).toInt() == 1 && object.value(u"size"_s).isDouble()
                 && object.value(u"content_type"_s).isString() && object.value(u"metadata"_s).isObject();
    Sidecar sidecar{object.value(u"size"_s).toInteger(-1), object.value(u"content_type"_s).toString(), {}};
    const QJsonObject metadata = object.value(u"metadata"_s).toObject();
    for (auto it = metadata.constBegin(); it != metadata.constEnd(); ++it) {
        sound = sound && it->isString();
        sidecar.metadata.insert(it.key(), it->toString());
    }
    if (!sound) {
        return fail(ErrorCode::Corrupt, u"folder.metadata"_s,
                    Text::tr("The metadata file %1 is damaged.").arg(shownPath),
                    Text::tr("The object itself may be sound: move the metadata file away to read it "
                             "without its metadata."));
    }
    return sidecar;
}

Result<void> validateMetadata(const ObjectMetadata &metadata)
{
    qsizetype bytes = 0;
    for (auto it = metadata.cbegin(); it != metadata.cend(); ++it) {
        bytes += it.key().size() + it.value().size();
        if (!isMetadataName(it.key()) || !isPrintableAscii(it.value())) {
            return fail(ErrorCode::Usage, u"store.put"_s,
                        Text::tr("The metadata entry %1 cannot be stored.").arg(quoted(it.key())),
                        Text::tr("Use lower-case names and printable ASCII values."));
        }
    }
    if (bytes > maxMetadataBytes) {
        return fail(ErrorCode::TooLarge, u"store.put"_s,
                    Text::tr("The metadata is larger than %1.").arg(formatBytes(maxMetadataBytes)));
    }
    return {};
}

} // namespace lifeboat
