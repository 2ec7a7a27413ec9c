// SPDX-License-Identifier: GPL-3.0-or-later
// One object, or a part of one, from the store into a sink: picked up where the connection broke, and never
// from another version of the object. Used once, in the client's thread.
#pragma once

#include "storage/objectstore.h"
#include "storage/s3/s3client.h"

#include <optional>

namespace lifeboat {

class Download final
{
public:
    Download(S3Client &client, const GetRequest &request, BlockSink &sink);
    Q_DISABLE_COPY_MOVE(Download)

    [[nodiscard]] Result<ObjectInfo> run();

private:
    class ProgressSink;

    [[nodiscard]] S3Result<HttpResponse> fetchRest();
    [[nodiscard]] Result<void> acceptHeaders(const HttpResponse &response);
    [[nodiscard]] Result<qint64> objectSize(const HttpResponse &response) const;
    [[nodiscard]] bool isComplete() const { return m_info && m_delivered == m_wanted; }

    S3Client &m_client;
    const GetRequest &m_request;
    BlockSink &m_sink;
    const qint64 m_start;             ///< first byte asked for
    std::optional<ObjectInfo> m_info; ///< from the first answer
    qint64 m_wanted = 0;              ///< bytes to deliver in all
    qint64 m_delivered = 0;
    bool m_partial = false; ///< the request under way asked for a range
    bool m_sinkFailed = false;
};

} // namespace lifeboat
