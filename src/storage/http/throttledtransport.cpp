// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/http/throttledtransport.h"

namespace lifeboat {

namespace {

/// Passes blocks on in the pieces the bucket grants. While it waits nothing is read from the connection, and
/// TCP tells the store to slow down.
class PacedSink final : public BlockSink
{
public:
    PacedSink(BlockSink &inner, TokenBucket &bucket, const CancelToken &cancel)
        : m_inner(inner), m_bucket(bucket), m_cancel(cancel)
    {
    }

    Result<void> write(QByteArrayView block) override
    {
        while (!block.isEmpty()) {
            const Result<qint64> granted = m_bucket.wait(block.size(), m_cancel);
            if (!granted)
                return fail(granted.error());
            if (auto written = m_inner.write(block.first(*granted)); !written)
                return written;
            block = block.sliced(*granted);
        }
        return {};
    }

private:
    BlockSink &m_inner;
    TokenBucket &m_bucket;
    const CancelToken &m_cancel;
};

class ThrottledTransport final : public HttpTransport
{
public:
    ThrottledTransport(std::unique_ptr<HttpTransport> inner, std::shared_ptr<TokenBucket> upload,
                       std::shared_ptr<TokenBucket> download)
        : m_inner(std::move(inner)), m_upload(std::move(upload)), m_download(std::move(download))
    {
    }

    Result<HttpResponse> send(const HttpRequest &request, const HttpExchange &exchange) override
    {
        HttpExchange paced = exchange;
        if (m_upload)
            paced.allowance = [this](qint64 wanted) { return m_upload->take(wanted); };
        if (!m_download || !exchange.sink)
            return m_inner->send(request, paced);
        PacedSink sink(*exchange.sink, *m_download, exchange.cancel);
        paced.sink = &sink;
        return m_inner->send(request, paced);
    }

private:
    const std::unique_ptr<HttpTransport> m_inner;
    const std::shared_ptr<TokenBucket> m_upload;
    const std::shared_ptr<TokenBucket> m_download;
};

} // namespace

std::unique_ptr<HttpTransport> throttledTransport(std::unique_ptr<HttpTransport> inner,
                                                  std::shared_ptr<TokenBucket> upload,
                                                  std::shared_ptr<TokenBucket> download)
{
    if (!upload && !download)
        return inner;
    return std::make_unique<ThrottledTransport>(std::move(inner), std::move(upload), std::move(download));
}

} // namespace lifeboat
