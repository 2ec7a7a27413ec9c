// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backupmetadata.h"

#include "crypto/envelopev1.h"

#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString sealedValue()
{
    return QString::fromLatin1(envelopev1::metadataValue);
}

/// Metadata travels in HTTP headers: printable ASCII only.
QString headerSafe(QString text)
{
    static const QRegularExpression unsafe(u"[^\\x21-\\x7e]"_s);
    return text.replace(unsafe, u"-"_s).left(255);
}

QString digest(const QString &text)
{
    static const QRegularExpression hex(u"^[0-9a-f]{64}$"_s);
    return hex.match(text).hasMatch() ? text : QString();
}

} // namespace

ObjectMetadata toObjectMetadata(const BackupMetadata &metadata)
{
    ObjectMetadata out{
        {u"sha256"_s, metadata.contentSha256},
        {u"object-sha256"_s, metadata.objectSha256},
        {u"database-size"_s, QString::number(metadata.databaseSize)},
        {u"page-size"_s, QString::number(metadata.pageSize)},
        {u"page-count"_s, QString::number(metadata.pageCount)},
        {u"user-version"_s, QString::number(metadata.userVersion)},
        {u"source-host"_s, headerSafe(metadata.sourceHost)},
        {u"lifeboat-version"_s, headerSafe(metadata.lifeboatVersion)},
    };
    if (metadata.sealed)
        out.insert(u"encryption"_s, sealedValue());
    return out;
}

BackupMetadata fromObjectMetadata(const ObjectMetadata &metadata)
{
    BackupMetadata out;
    out.contentSha256 = digest(metadata.value(u"sha256"_s));
    out.objectSha256 = digest(metadata.value(u"object-sha256"_s));
    out.databaseSize = metadata.value(u"database-size"_s).toLongLong();
    out.pageSize = metadata.value(u"page-size"_s).toInt();
    out.pageCount = metadata.value(u"page-count"_s).toLongLong();
    out.userVersion = metadata.value(u"user-version"_s).toInt();
    out.sourceHost = headerSafe(metadata.value(u"source-host"_s));
    out.lifeboatVersion = headerSafe(metadata.value(u"lifeboat-version"_s));
    out.sealed = metadata.value(u"encryption"_s) == sealedValue();
    return out;
}

QString backupContentType(bool sealed)
{
    return sealed ? u"application/octet-stream"_s : u"application/x-sqlite3"_s;
}

} // namespace lifeboat
