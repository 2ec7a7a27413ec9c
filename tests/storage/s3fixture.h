// SPDX-License-Identifier: GPL-3.0-or-later
// What the S3 tests share: the store contract on a server's bucket, and stores opened with one thing changed.
#pragma once

#include "storage/s3/s3store.h"
#include "support/faultproxy.h"
#include "support/storecontract.h"
#include "support/testserver.h"

#include <functional>

namespace lifeboat {

/// The real clock, wrong by a constant. Thread-safe.
class ShiftedClock final : public Clock
{
public:
    explicit ShiftedClock(std::chrono::seconds shift) : m_shift(shift) {}
    [[nodiscard]] QDateTime utcNow() const override { return m_clock.utcNow().addSecs(m_shift.count()); }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_clock.monotonic(); }
    bool sleep(std::chrono::milliseconds duration, const CancelToken &cancel) override
    {
        return m_clock.sleep(duration, cancel);
    }

private:
    const std::chrono::seconds m_shift;
    SystemClock m_clock;
};

/// One way to reach the test bucket.
struct S3Setup
{
    S3Options options;
    QString accessKey;
    QString secretKey;
    std::shared_ptr<Clock> clock = std::make_shared<SystemClock>();
    std::shared_ptr<RequestMeter> meter = std::make_shared<RequestMeter>();

    explicit S3Setup(const S3Endpoint &endpoint)
        : accessKey(endpoint.accessKey), secretKey(endpoint.secretKey)
    {
        options.endpoint = endpoint.url;
        options.region = endpoint.region;
        options.bucket = endpoint.bucket;
    }

    [[nodiscard]] Result<std::unique_ptr<ObjectStore>> open() const
    {
        return openS3Store(
            options,
            staticCredentials(
                {accessKey, SecretBytes(secretKey.toUtf8()), {}, {}, QStringLiteral("the test")}),
            clock, meter);
    }
};

} // namespace lifeboat
