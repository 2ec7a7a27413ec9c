// SPDX-License-Identifier: GPL-3.0-or-later
// A large object: begin, send the parts, complete; or abort, so that nothing stays. Used once, in the
// client's thread; PartUploader's threads end before run() returns. Source:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
#pragma once

#include "storage/objectstore.h"
#include "storage/s3/objectcalls.h"
#include "storage/s3/partuploader.h"
#include "storage/s3/s3client.h"

namespace lifeboat {

class MultipartUpload final
{
public:
    MultipartUpload(std::shared_ptr<S3Context> context, S3Client &client, const PutRequest &request,
                    BlockSource &body);
    Q_DISABLE_COPY_MOVE(MultipartUpload)

    [[nodiscard]] Result<void> run();

private:
    [[nodiscard]] Result<void> refuseExisting();
    [[nodiscard]] Result<QString> begin();
    [[nodiscard]] Result<void> sendAndComplete(const QString &uploadId);
    [[nodiscard]] Result<void> complete(const QString &uploadId, const QList<QByteArray> &etags);
    [[nodiscard]] Result<void> completeOnce(const QString &uploadId, const QByteArray &document);
    [[nodiscard]] ExpectedObject expectedObject(const QList<QByteArray> &etags) const;

    const std::shared_ptr<S3Context> m_context;
    S3Client &m_client;
    const PutRequest &m_request;
    BlockSource &m_body;
};

/// Best effort, quickly and whatever was cancelled before.
void abortUpload(S3Client &client, const QString &key, const QString &uploadId);

/// ObjectStore::removeUnfinished().
[[nodiscard]] Result<int> abortOldUploads(S3Client &client, const QString &prefix, const QDateTime &olderThan,
                                          const CancelToken &cancel);

} // namespace lifeboat
