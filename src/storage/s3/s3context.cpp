// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3context.h"

#include "base/text.h"
#include "storage/http/throttledtransport.h"
#include "storage/s3/meteringtransport.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<TokenBucket> bucketFor(qint64 bytesPerSecond, const std::shared_ptr<Clock> &clock)
{
    return bytesPerSecond > 0 ? std::make_shared<TokenBucket>(bytesPerSecond, clock) : nullptr;
}

TransportFactory decorated(const TransportFactory &plain, const S3Options &options,
                           const std::shared_ptr<Clock> &clock, const std::shared_ptr<RequestMeter> &meter)
{
    return [plain, meter, upload = bucketFor(options.uploadBytesPerSecond, clock),
            download = bucketFor(options.downloadBytesPerSecond,
                                 clock)]() -> Result<std::unique_ptr<HttpTransport>> {
        auto transport = plain();
        if (!transport)
            return transport;
        return throttledTransport(meteringTransport(std::move(*transport), meter), upload, download);
    };
}

} // namespace

S3Context::S3Context(S3Options o, S3Address a, std::shared_ptr<CredentialsProvider> c,
                     std::shared_ptr<Clock> k, std::shared_ptr<RequestMeter> m, const S3Seams &seams)
    : options(std::move(o)), address(std::move(a)), credentials(std::move(c)), clock(std::move(k)),
      meter(std::move(m)),
      makeTransport(decorated(seams.makeTransport, options, clock, meter)), retry{.maxAttempts = std::max(
                                                                                      options.maxAttempts, 1),
                                                                                  .jitter = seams.jitter}
{
}

QString S3Context::displayName() const
{
    const bool isR2 = address.host().endsWith(u".r2.cloudflarestorage.com"_s);
    return isR2 ? Text::tr("R2 bucket %1").arg(options.bucket) : Text::tr("S3 bucket %1").arg(options.bucket);
}

S3Place S3Context::place(const QString &key) const
{
    return {displayName(), address.host(), options.bucket, options.region, key};
}

} // namespace lifeboat
