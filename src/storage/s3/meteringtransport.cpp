// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/meteringtransport.h"

#include <QUrlQuery>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class CountingSink final : public BlockSink
{
public:
    CountingSink(BlockSink &inner, std::atomic<qint64> &bytes) : m_inner(inner), m_bytes(bytes) {}

    Result<void> write(QByteArrayView block) override
    {
        m_bytes += block.size();
        return m_inner.write(block);
    }

private:
    BlockSink &m_inner;
    std::atomic<qint64> &m_bytes;
};

class MeteringTransport final : public HttpTransport
{
public:
    MeteringTransport(std::unique_ptr<HttpTransport> inner, std::shared_ptr<RequestMeter> meter)
        : m_inner(std::move(inner)), m_meter(std::move(meter))
    {
    }

    Result<HttpResponse> send(const HttpRequest &request, const HttpExchange &exchange) override
    {
        ++counterOf(request);
        HttpExchange counted = exchange;
        counted.sent = [this, &exchange, before = qint64{0}](qint64 done, qint64 total) mutable {
            m_meter->bytesSent += done - before;
            before = done;
            if (exchange.sent)
                exchange.sent(done, total);
        };
        std::unique_ptr<CountingSink> sink;
        if (exchange.sink) {
            sink = std::make_unique<CountingSink>(*exchange.sink, m_meter->bytesReceived);
            counted.sink = sink.get();
        }
        auto response = m_inner->send(request, counted);
        if (response)
            m_meter->bytesReceived += response->body.size();
        return response;
    }

private:
    std::atomic<qint64> &counterOf(const HttpRequest &request)
    {
        if (request.method == "DELETE")
            return m_meter->free;
        if (request.method == "PUT" || request.method == "POST")
            return m_meter->classA;
        const QUrlQuery query(request.url);
        const bool listing = query.hasQueryItem(u"list-type"_s) || query.hasQueryItem(u"uploads"_s);
        return listing ? m_meter->classA : m_meter->classB;
    }

    const std::unique_ptr<HttpTransport> m_inner;
    const std::shared_ptr<RequestMeter> m_meter;
};

} // namespace

std::unique_ptr<HttpTransport> meteringTransport(std::unique_ptr<HttpTransport> inner,
                                                 std::shared_ptr<RequestMeter> meter)
{
    return std::make_unique<MeteringTransport>(std::move(inner), std::move(meter));
}

} // namespace lifeboat
