// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/objectcalls.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/http/httpdate.h"

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView metadataPrefix("x-amz-meta-");
constexpr qsizetype metadataLimit = 8192; ///< bytes of names and values (R2)

bool isPrintableAscii(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
}

bool isHeaderName(const QString &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_' || c == u'.';
    });
}

} // namespace

bool isProvenSame(const ObjectInfo &found, const ExpectedObject &expected)
{
    if (found.size != expected.size)
        return false;
    if (!expected.sha256.isEmpty())
        return found.metadata.value(objectSha256Name.toString()) == expected.sha256;
    return !expected.etag.isEmpty() && found.etag == expected.etag;
}

Result<void> checkMetadata(const PutRequest &request)
{
    const auto refuse = [&request](const QString &why) {
        return fail(ErrorCode::Usage, u"s3.put"_s,
                    Text::tr("The metadata of %1 cannot be stored: %2.").arg(quoted(request.key), why));
    };
    qsizetype total = 0;
    for (auto it = request.metadata.cbegin(); it != request.metadata.cend(); ++it) {
        if (!isHeaderName(it.key()) || !isPrintableAscii(it.value()))
            return refuse(Text::tr("%1 is not plain ASCII").arg(quoted(it.key())));
        total += it.key().size() + it.value().size();
    }
    if (total > metadataLimit)
        return refuse(Text::tr("it is longer than %1").arg(formatBytes(metadataLimit)));
    return {};
}

HttpHeaders objectHeaders(const PutRequest &request)
{
    const QString type = request.contentType.isEmpty() ? u"application/octet-stream"_s : request.contentType;
    HttpHeaders headers{{"Content-Type", type.toLatin1()}};
    for (auto it = request.metadata.cbegin(); it != request.metadata.cend(); ++it)
        headers.append({metadataPrefix.toByteArray() + it.key().toLatin1(), it.value().toLatin1()});
    return headers;
}

Result<ObjectInfo> objectInfo(const QString &key, const HttpResponse &response)
{
    ObjectInfo info;
    info.key = key;
    bool isNumber = false;
    info.size = response.header("content-length").toLongLong(&isNumber);
    if (!isNumber || info.size < 0) {
        return fail(ErrorCode::Protocol, u"s3.head"_s,
                    Text::tr("The store does not say how large %1 is.").arg(quoted(key)));
    }
    info.lastModified = parseHttpDate(response.header("last-modified"));
    info.etag = bareEtag(QString::fromLatin1(response.header("etag")));
    info.contentType = QString::fromLatin1(response.header("content-type"));
    for (const auto &[name, value] : response.headers) {
        if (name.startsWith(metadataPrefix))
            info.metadata.insert(QString::fromLatin1(name.sliced(metadataPrefix.size())),
                                 QString::fromLatin1(value));
    }
    return info;
}

Result<ObjectInfo> headObject(S3Client &client, const QString &key, const CancelToken &cancel)
{
    HttpExchange exchange;
    exchange.cancel = cancel;
    const auto response = client.send({u"s3.head"_s, "HEAD", key, {}, {}, {}, {}}, exchange);
    if (response)
        return objectInfo(key, *response);
    const S3Failure &failure = response.error();
    if (failure.status / 100 != 4 || failure.status == 404)
        return fail(failure.error);
    // The answer to a HEAD has no body and so no reason; the same question as a GET has.
    const HttpHeaders firstByte{{"Range", "bytes=0-0"}};
    const auto reason = client.send({u"s3.head"_s, "GET", key, {}, firstByte, {}, {}}, exchange);
    return fail(reason ? failure.error : reason.error().error);
}

bool outcomeIsOpen(const Error &error)
{
    return error.code == ErrorCode::Network || error.code == ErrorCode::Timeout
           || error.code == ErrorCode::ServerFailure;
}

Result<void> settleWrite(S3Client &client, const QString &key, const ExpectedObject &expected,
                         const Error &error, const CancelToken &cancel)
{
    const auto found = headObject(client, key, cancel);
    if (found && isProvenSame(*found, expected))
        return {};
    // "It exists already" must not be said of an object nobody could look at.
    if (!found && error.code == ErrorCode::AlreadyExists && found.error().code != ErrorCode::NotFound)
        return fail(found.error());
    return fail(error);
}

} // namespace lifeboat
