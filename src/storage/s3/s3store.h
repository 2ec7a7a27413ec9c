// SPDX-License-Identifier: GPL-3.0-or-later
// An S3 bucket as an ObjectStore: Cloudflare R2 first, any S3 store that speaks Signature Version 4.
// Made and used on one thread; multipart uploads start threads of their own, each with its own
// connection, and join them before put() returns.
#pragma once

#include "base/clock.h"
#include "storage/objectstore.h"
#include "storage/s3/credentials.h"

#include <QUrl>

#include <atomic>
#include <memory>

namespace lifeboat {

struct S3Options
{
    QUrl endpoint; ///< scheme, host, port and an optional path prefix
    QString region = QStringLiteral("auto");
    QString bucket;
    bool pathStyle = true; ///< false: bucket as a subdomain of the endpoint's host
    QString caFile; ///< PEM with the certificates to trust instead of the system's; empty: the system's
    bool allowPlainHttp = false;       ///< plain HTTP to anything but loopback is refused without it
    bool contentMd5 = false;           ///< also send Content-MD5 (for stores that insist)
    qint64 uploadBytesPerSecond = 0;   ///< 0: unlimited; shared by all parts of an upload
    qint64 downloadBytesPerSecond = 0; ///< 0: unlimited
    int maxPartsInFlight = 6;          ///< 1 to 6
    int maxAttempts = 6;               ///< of one request, the first included
    std::chrono::milliseconds idleTimeout{30'000}; ///< no byte moved for so long: given up and retried
};

/// Requests sent so far, retries included, by what they cost at R2. Thread-safe.
struct RequestMeter
{
    std::atomic<qint64> classA{0}; ///< PUT, POST, LIST
    std::atomic<qint64> classB{0}; ///< GET, HEAD
    std::atomic<qint64> free{0};   ///< DELETE and abort
    std::atomic<qint64> bytesSent{0};
    std::atomic<qint64> bytesReceived{0};
};

/// Checks the options (scheme, bucket name, CA file) without touching the network. `credentials`, `clock`
/// and `meter` are shared with upload threads and must be thread-safe.
[[nodiscard]] Result<std::unique_ptr<ObjectStore>> openS3Store(
    const S3Options &options, std::shared_ptr<CredentialsProvider> credentials, std::shared_ptr<Clock> clock,
    std::shared_ptr<RequestMeter> meter);

/// Asks the endpoint for its time with one unsigned request and returns the store's clock minus ours.
/// For `doctor`.
[[nodiscard]] Result<std::chrono::milliseconds> measureClockOffset(const S3Options &options, Clock &clock,
                                                                   const CancelToken &cancel);

} // namespace lifeboat
