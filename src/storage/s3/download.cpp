// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/download.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/s3/objectcalls.h"

#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Having moved so much since the last break, a connection has earned its attempts anew.
constexpr qint64 worthwhileProgress = 8 * 1024 * 1024;

tl::unexpected<Error> nonsense(const QString &what)
{
    return fail(ErrorCode::Protocol, u"s3.get"_s, what,
                Text::tr("Try again; if it stays so, tell the operator of the store."));
}

} // namespace

/// Counts, reports and remembers whether it was the caller's sink that failed: that is never repeated.
class Download::ProgressSink final : public BlockSink
{
public:
    explicit ProgressSink(Download &download) : m_download(download) {}

    Result<void> write(QByteArrayView block) override
    {
        Download &d = m_download;
        if (block.size() > d.m_wanted - d.m_delivered)
            return nonsense(Text::tr("More of %1 arrived than it has.").arg(quoted(d.m_request.key)));
        if (auto written = d.m_sink.write(block); !written) {
            d.m_sinkFailed = true;
            return written;
        }
        d.m_delivered += block.size();
        if (d.m_request.progress)
            d.m_request.progress(d.m_delivered, d.m_wanted);
        return {};
    }

private:
    Download &m_download;
};

Download::Download(S3Client &client, const GetRequest &request, BlockSink &sink)
    : m_client(client), m_request(request), m_sink(sink), m_start(request.range ? request.range->offset : 0)
{
}

Result<ObjectInfo> Download::run()
{
    Retrier retrier(m_client.context().retry, *m_client.context().clock, m_request.cancel);
    for (;;) {
        const qint64 before = m_delivered;
        const auto response = fetchRest();
        if (response && isComplete())
            return *m_info;
        S3Failure failure = response ? S3Failure{} : response.error();
        if (response) {
            failure.error =
                nonsense(Text::tr("Less of %1 arrived than was promised.").arg(quoted(m_request.key)))
                    .value();
            failure.error.retryable = true;
        }
        if (m_sinkFailed)
            return fail(failure.error);
        if (failure.problem == S3Problem::PreconditionFailed)
            return nonsense(Text::tr("%1 was replaced while it was being read.").arg(quoted(m_request.key)));
        if (m_delivered - before >= worthwhileProgress)
            retrier.noteProgress();
        if (const auto again = retrier.pause(failure.error, failure.retryAfter); !again)
            return fail(again.error());
    }
}

S3Result<HttpResponse> Download::fetchRest()
{
    S3Call call{u"s3.get"_s, "GET", m_request.key, {}, {}, {}, {}};
    m_partial = m_request.range || m_delivered > 0;
    if (m_partial) {
        QByteArray range = "bytes=" + QByteArray::number(m_start + m_delivered) + '-';
        if (m_request.range)
            range += QByteArray::number(m_start + m_request.range->length - 1);
        call.headers.emplaceBack("Range", range);
    }
    if (m_info && !m_info->etag.isEmpty())
        call.headers.emplaceBack("If-Match", '"' + m_info->etag.toLatin1() + '"');
    ProgressSink sink(*this);
    HttpExchange exchange;
    exchange.cancel = m_request.cancel;
    exchange.sink = &sink;
    exchange.onHeaders = [this](const HttpResponse &response) { return acceptHeaders(response); };
    return m_client.attempt(call, exchange);
}

Result<void> Download::acceptHeaders(const HttpResponse &response)
{
    auto info = objectInfo(m_request.key, response);
    if (!info)
        return fail(info.error());
    const qint64 announced = info->size;
    const auto size = objectSize(response);
    if (!size)
        return fail(size.error());
    info->size = *size;
    if (m_info && (m_info->size != info->size || m_info->etag != info->etag))
        return nonsense(Text::tr("%1 was replaced while it was being read.").arg(quoted(m_request.key)));
    m_wanted = m_request.range ? m_request.range->length : *size;
    if (m_start + m_wanted > *size) {
        return fail(ErrorCode::Usage, u"s3.get"_s,
                    Text::tr("The part asked for lies beyond the end of %1.").arg(quoted(m_request.key)));
    }
    if (announced != m_wanted - m_delivered)
        return nonsense(
            Text::tr("The store sends another part of %1 than asked for.").arg(quoted(m_request.key)));
    m_info = std::move(*info);
    return {};
}

/// The object's size, after checking that the answer is the part that was asked for.
Result<qint64> Download::objectSize(const HttpResponse &response) const
{
    if (!m_partial && response.status == 200)
        return response.header("content-length").toLongLong();
    static const QRegularExpression form(u"\\Abytes (\\d+)-(\\d+)/(\\d+)\\z"_s);
    const auto match = form.match(QString::fromLatin1(response.header("content-range")));
    if (!m_partial || response.status != 206 || !match.hasMatch()
        || match.captured(1).toLongLong() != m_start + m_delivered) {
        return nonsense(
            Text::tr("The store sends another part of %1 than asked for.").arg(quoted(m_request.key)));
    }
    return match.captured(3).toLongLong();
}

} // namespace lifeboat
