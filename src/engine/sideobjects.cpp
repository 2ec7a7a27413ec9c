// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sideobjects.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/envelopev1.h"
#include "engine/filestreams.h"

#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"sideobjects"_s;
constexpr int formatVersion = 1;
const auto factsFolder = u"facts/"_s;

QString stemOf(const QString &backupKey)
{
    const QString name = backupKey.section(u'/', -1);
    return name.first(std::max<qsizetype>(0, name.lastIndexOf(u".db"_s)));
}

Result<QByteArray> sealed(const QByteArray &plain, const SecretBytes &key)
{
    const auto nonce = envelopev1::randomNonce();
    if (!nonce)
        return fail(nonce.error());
    auto source = SealingSource::open(std::make_unique<BytesSource>(plain), key, *nonce);
    if (!source)
        return fail(source.error());
    QByteArray bytes((*source)->size(), Qt::Uninitialized);
    for (qsizetype at = 0; at < bytes.size();) {
        const auto count = (*source)->read(bytes.data() + at, bytes.size() - at);
        if (!count)
            return fail(count.error());
        at += *count;
    }
    return bytes;
}

Result<QByteArray> opened(const QByteArray &bytes, const SecretBytes &key)
{
    auto reader = envelopev1::createReader(key);
    if (!reader)
        return fail(reader.error());
    QByteArray plain;
    if (const auto read = (*reader)->update(bytes, plain); !read)
        return fail(read.error());
    if (const auto proven = (*reader)->finish(); !proven)
        return fail(proven.error());
    return plain;
}

std::optional<QJsonObject> distrust(const QString &key, const QString &why)
{
    qCWarning(logEngine).noquote() << Text::tr("%1 is ignored: %2").arg(quoted(key), why);
    return std::nullopt;
}

void removeQuietly(const SideObjects &side, const QString &name, const CancelToken &cancel)
{
    if (const auto removed = side.remove(name, cancel); !removed)
        qCInfo(logEngine).noquote() << describe(removed.error());
}

} // namespace

QString SideObjects::placeOf(const QString &name) const
{
    return u"lifeboat/"_s + m_profile.backupName + u'/' + name;
}

QString SideObjects::keyOf(const QString &name) const
{
    return m_profile.keyPrefix() + placeOf(name);
}

Result<QByteArray> SideObjects::bytesOf(const QString &name, QJsonObject document) const
{
    document.insert(u"version"_s, formatVersion);
    // Names it, so that a sealed document cannot be passed off as another one.
    document.insert(u"object"_s, placeOf(name));
    const QByteArray bytes = QJsonDocument(document).toJson(QJsonDocument::Compact);
    if (bytes.size() > largest) {
        return fail(ErrorCode::TooLarge, operation,
                    Text::tr("%1 would be %2 long.").arg(quoted(keyOf(name)), formatBytes(bytes.size())));
    }
    return isSealed() ? sealed(bytes, m_key) : bytes;
}

Result<void> SideObjects::putBytes(const QString &name, const QByteArray &bytes, bool sealed,
                                   const CancelToken &cancel) const
{
    PutRequest request;
    request.key = keyOf(name);
    request.contentType = sealed ? u"application/octet-stream"_s : u"application/json"_s;
    request.createOnly = false;
    request.cancel = cancel;
    if (sealed)
        request.metadata.insert(u"encryption"_s, QString::fromLatin1(envelopev1::metadataValue));
    BytesSource body(bytes);
    return m_store.put(request, body);
}

Result<void> SideObjects::put(const QString &name, QJsonObject document, const CancelToken &cancel) const
{
    const auto bytes = bytesOf(name, std::move(document));
    if (!bytes)
        return fail(bytes.error());
    return putBytes(name, *bytes, isSealed(), cancel);
}

Result<std::optional<QJsonObject>> SideObjects::get(const QString &name, const CancelToken &cancel) const
{
    const QString key = keyOf(name);
    GetRequest request;
    request.key = key;
    request.cancel = cancel;
    BytesSink sink(largest + envelopev1::overhead);
    const auto info = m_store.get(request, sink);
    if (!info && info.error().code == ErrorCode::NotFound)
        return std::nullopt;
    if (!info && info.error().code == ErrorCode::TooLarge)
        return distrust(key, Text::tr("it is too long"));
    if (!info)
        return fail(info.error());
    const auto bytes = isSealed() ? opened(sink.bytes(), m_key) : Result<QByteArray>(sink.bytes());
    if (!bytes)
        return distrust(key, bytes.error().message);
    const QJsonObject document = QJsonDocument::fromJson(*bytes).object();
    if (document[u"version"].toInt() != formatVersion || document[u"object"].toString() != placeOf(name))
        return distrust(key, Text::tr("it is not what Lifeboat writes there"));
    return document;
}

Result<std::optional<bool>> SideObjects::opens(const QString &name, const CancelToken &cancel) const
{
    GetRequest request;
    request.key = keyOf(name);
    request.cancel = cancel;
    BytesSink sink(largest + envelopev1::overhead);
    const auto info = m_store.get(request, sink);
    if (!info) {
        const ErrorCode code = info.error().code;
        if (code == ErrorCode::NotFound || code == ErrorCode::TooLarge)
            return std::nullopt;
        return fail(info.error());
    }
    const auto bytes = opened(sink.bytes(), m_key);
    if (!bytes && bytes.error().code != ErrorCode::WrongKey)
        return std::nullopt;
    return bytes.has_value();
}

Result<QStringList> SideObjects::list(const QString &beginning, const CancelToken &cancel) const
{
    const auto objects = listAll(m_store, keyOf(beginning), cancel);
    if (!objects)
        return fail(objects.error());
    QStringList names;
    for (const ObjectInfo &object : *objects)
        names.append(object.key.mid(keyOf({}).size()));
    return names;
}

Result<void> SideObjects::remove(const QString &name, const CancelToken &cancel) const
{
    return m_store.remove(keyOf(name), cancel);
}

QString factsName(const QString &backupKey)
{
    return factsFolder + stemOf(backupKey) + u".json"_s;
}

QString proofsFolder()
{
    return u"proofs/"_s;
}

QString proofName(const QString &backupKey)
{
    return proofsFolder() + stemOf(backupKey) + u".json"_s;
}

void forgetBackups(const SideObjects &side, const QStringList &backupKeys, const CancelToken &cancel)
{
    for (const QString &key : backupKeys) {
        removeQuietly(side, factsName(key), cancel);
        removeQuietly(side, proofName(key), cancel);
    }
}

void forgetOthers(const SideObjects &side, const QList<BackupEntry> &backups, const CancelToken &cancel)
{
    if (backups.isEmpty())
        return;
    // Whatever is newer than the listing belongs to a backup that is being made.
    const QString newest = stemOf(backups.constFirst().key);
    QSet<QString> stems;
    for (const BackupEntry &backup : backups)
        stems.insert(stemOf(backup.key));
    const auto names = side.list({}, cancel);
    if (!names) {
        qCInfo(logEngine).noquote() << describe(names.error());
        return;
    }
    for (const QString &name : *names) {
        const bool isOurs = name.startsWith(factsFolder) || name.startsWith(proofsFolder());
        const QString stem = name.section(u'/', 1).section(u".json"_s, 0, -2);
        if (isOurs && !stem.isEmpty() && stem < newest && !stems.contains(stem))
            removeQuietly(side, name, cancel);
    }
}

} // namespace lifeboat
