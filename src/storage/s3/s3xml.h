// SPDX-License-Identifier: GPL-3.0-or-later
// The XML documents of the S3 API that we read and the one we write. Pure functions; what a store claims is
// checked before anyone relies on it. ErrorCode::Protocol for everything that makes no sense.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
#pragma once

#include "storage/objectstore.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

namespace lifeboat {

/// The <Error> document; empty fields when the body is something else.
struct S3ErrorBody
{
    QString code;
    QString message;
    QString region;   ///< the region the store expects
    QString endpoint; ///< the host to use instead
};

struct UnfinishedUpload
{
    QString key;
    QString uploadId;
    QDateTime initiated; ///< UTC
};

struct UploadsPage
{
    QList<UnfinishedUpload> uploads;
    bool truncated = false;
    QString nextKey; ///< markers of the next page
    QString nextUploadId;
};

[[nodiscard]] S3ErrorBody parseErrorBody(const QByteArray &document);

/// ListObjectsV2 asked with encoding-type=url. Objects come back in key order, each once, all beginning with
/// `prefix`.
[[nodiscard]] Result<ListPage> parseListing(const QByteArray &document, const QString &prefix);

/// The upload id of InitiateMultipartUploadResult.
[[nodiscard]] Result<QString> parseUploadId(const QByteArray &document);

/// CompleteMultipartUpload answers 200 before it knows the outcome: the body may be an <Error> all the same,
/// which is returned; an S3ErrorBody with an empty code means the object was made.
[[nodiscard]] Result<S3ErrorBody> parseCompleted(const QByteArray &document);

/// ListMultipartUploads asked with encoding-type=url.
[[nodiscard]] Result<UploadsPage> parseUploads(const QByteArray &document);

/// The body of CompleteMultipartUpload; ETags in part order, as the store gave them.
[[nodiscard]] QByteArray completeDocument(const QList<QByteArray> &etags);

/// Without the quotes S3 puts around it, and without a weakness mark.
[[nodiscard]] QString bareEtag(const QString &etag);

} // namespace lifeboat
