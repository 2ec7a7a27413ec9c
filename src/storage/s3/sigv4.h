// SPDX-License-Identifier: GPL-3.0-or-later
// AWS Signature Version 4 in the Authorization header, as pure functions: the same input gives the same
// bytes. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
#pragma once

#include "storage/http/transport.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QList>
#include <QPair>

namespace lifeboat {

/// Decoded names and values.
using QueryPairs = QList<QPair<QByteArray, QByteArray>>;

struct SigningKey
{
    QByteArray accessKeyId;
    QByteArrayView secretAccessKey; ///< must outlive the call
    QByteArrayView sessionToken;    ///< empty for long-term keys
};

struct SigningScope
{
    QDateTime time; ///< the store's idea of now
    QByteArray region;
    QByteArray service = "s3";
};

struct RequestToSign
{
    QByteArray method;
    QByteArray encodedPath; ///< exactly as it will be sent, beginning with '/'
    QueryPairs query;
    HttpHeaders headers;    ///< all of these are signed; "host" must be among them
    QByteArray payloadHash; ///< lower-case hex SHA-256 of the body, or "UNSIGNED-PAYLOAD"
};

/// RFC 3986: everything but unreserved characters as %XX in upper case; '/' too unless `keepSlash`.
[[nodiscard]] QByteArray uriEncode(QByteArrayView bytes, bool keepSlash);

/// "a=1&b=" sorted by encoded name, then value. Sent as it is, so that what is signed is what arrives.
[[nodiscard]] QByteArray canonicalQuery(const QueryPairs &query);

[[nodiscard]] QByteArray canonicalRequest(const RequestToSign &request);
[[nodiscard]] QByteArray stringToSign(const QByteArray &canonical, const SigningScope &scope);

/// The headers to send besides the request's own: x-amz-date, x-amz-security-token (with a session token) and
/// Authorization.
[[nodiscard]] HttpHeaders signatureHeaders(const RequestToSign &request, const SigningKey &key,
                                           const SigningScope &scope);

} // namespace lifeboat
