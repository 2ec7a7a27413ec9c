// SPDX-License-Identifier: GPL-3.0-or-later
// What single put, multipart put and download share: headers of an object, HEAD, and settling a write whose
// answer was lost. Functions over a client, in its thread.
#pragma once

#include "storage/objectstore.h"
#include "storage/s3/s3client.h"

namespace lifeboat {

/// What an object of ours must look like, to be told from anybody else's.
struct ExpectedObject
{
    qint64 size = 0;
    QString sha256; ///< metadata object-sha256, when the caller gave one
    QString etag;   ///< bare; what the store must have made of our bytes, when that is known
};

/// Name of the metadata entry with the hex SHA-256 of the stored bytes.
inline constexpr QStringView objectSha256Name = u"object-sha256";

/// Size and SHA-256 agree, or without one, size and ETag. False when neither can be compared.
[[nodiscard]] bool isProvenSame(const ObjectInfo &found, const ExpectedObject &expected);

/// ErrorCode::Usage when the metadata cannot travel as headers.
[[nodiscard]] Result<void> checkMetadata(const PutRequest &request);

/// Content-Type and x-amz-meta-*.
[[nodiscard]] HttpHeaders objectHeaders(const PutRequest &request);

/// From the headers of a HEAD or GET answer; `size` is Content-Length.
[[nodiscard]] Result<ObjectInfo> objectInfo(const QString &key, const HttpResponse &response);

[[nodiscard]] Result<ObjectInfo> headObject(S3Client &client, const QString &key, const CancelToken &cancel);

/// After a write whose outcome is not known: success when the store has the expected object, otherwise
/// `error` (or why the store could not be asked).
[[nodiscard]] Result<void> settleWrite(S3Client &client, const QString &key, const ExpectedObject &expected,
                                       const Error &error, const CancelToken &cancel);

/// The outcome of such a failure may still be that the write landed.
[[nodiscard]] bool outcomeIsOpen(const Error &error);

} // namespace lifeboat
