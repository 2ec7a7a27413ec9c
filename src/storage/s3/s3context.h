// SPDX-License-Identifier: GPL-3.0-or-later
// What the threads of one store share: where it is, who we are, what time it is there. Everything mutable in
// here is atomic or thread-safe by itself.
#pragma once

#include "storage/http/tokenbucket.h"
#include "storage/http/transport.h"
#include "storage/s3/retrypolicy.h"
#include "storage/s3/s3address.h"
#include "storage/s3/s3errors.h"
#include "storage/s3/s3store.h"

#include <atomic>
#include <functional>

namespace lifeboat {

/// Called in the thread that will use the transport.
using TransportFactory = std::function<Result<std::unique_ptr<HttpTransport>>()>;

/// What tests replace.
struct S3Seams
{
    TransportFactory makeTransport;
    std::function<double()> jitter; ///< [0, 1); thread-safe
};

struct S3Context final
{
    S3Context(S3Options o, S3Address a, std::shared_ptr<CredentialsProvider> c, std::shared_ptr<Clock> k,
              std::shared_ptr<RequestMeter> m, const S3Seams &seams);
    Q_DISABLE_COPY_MOVE(S3Context)

    const S3Options options;
    const S3Address address;
    const std::shared_ptr<CredentialsProvider> credentials;
    const std::shared_ptr<Clock> clock;
    const std::shared_ptr<RequestMeter> meter;
    /// Metered and throttled.
    const TransportFactory makeTransport;
    const RetryPolicy retry;
    std::atomic<qint64> clockOffset{0}; ///< ms to add to our clock to get the store's
    std::atomic<bool> accepted{false};  ///< a signature of ours was good once

    [[nodiscard]] QString displayName() const;
    [[nodiscard]] S3Place place(const QString &key) const;
};

/// openS3Store() with its seams open.
[[nodiscard]] Result<std::unique_ptr<ObjectStore>> openS3StoreOver(
    const S3Options &options, std::shared_ptr<CredentialsProvider> credentials, std::shared_ptr<Clock> clock,
    std::shared_ptr<RequestMeter> meter, const S3Seams &seams);

} // namespace lifeboat
