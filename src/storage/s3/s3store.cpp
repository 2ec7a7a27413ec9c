// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3store.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/http/httpdate.h"
#include "storage/s3/download.h"
#include "storage/s3/multipartupload.h"
#include "storage/s3/objectcalls.h"
#include "storage/s3/s3context.h"
#include "storage/s3/singleput.h"

#include <QRandomGenerator>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class S3Store final : public ObjectStore
{
public:
    S3Store(std::shared_ptr<S3Context> context, std::unique_ptr<S3Client> client)
        : m_context(std::move(context)), m_client(std::move(client))
    {
    }

    [[nodiscard]] QString displayName() const override { return m_context->displayName(); }
    [[nodiscard]] Result<void> put(const PutRequest &request, BlockSource &body) override;
    [[nodiscard]] Result<ObjectInfo> get(const GetRequest &request, BlockSink &sink) override;
    [[nodiscard]] Result<ObjectInfo> head(const QString &key, const CancelToken &cancel) override;
    [[nodiscard]] Result<ListPage> list(const QString &prefix, const QString &token,
                                        const CancelToken &cancel) override;
    [[nodiscard]] Result<void> remove(const QString &key, const CancelToken &cancel) override;
    [[nodiscard]] Result<int> removeUnfinished(const QString &prefix, const QDateTime &olderThan,
                                               const CancelToken &cancel) override;

private:
    [[nodiscard]] S3Result<HttpResponse> send(S3Call call, const CancelToken &cancel);

    const std::shared_ptr<S3Context> m_context;
    const std::unique_ptr<S3Client> m_client;
};

S3Result<HttpResponse> S3Store::send(S3Call call, const CancelToken &cancel)
{
    HttpExchange exchange;
    exchange.cancel = cancel;
    return m_client->send(std::move(call), exchange);
}

Result<void> S3Store::put(const PutRequest &request, BlockSource &body)
{
    if (auto valid = validateKey(request.key); !valid)
        return valid;
    if (auto valid = checkMetadata(request); !valid)
        return valid;
    if (body.size() <= singlePutLimit)
        return putSingle(*m_client, request, body);
    MultipartUpload upload(m_context, *m_client, request, body);
    return upload.run();
}

Result<ObjectInfo> S3Store::get(const GetRequest &request, BlockSink &sink)
{
    if (auto valid = validateKey(request.key); !valid)
        return fail(valid.error());
    if (request.range && (request.range->offset < 0 || request.range->length < 1)) {
        return fail(ErrorCode::Usage, u"s3.get"_s,
                    Text::tr("A part of %1 without a byte was asked for.").arg(quoted(request.key)));
    }
    return Download(*m_client, request, sink).run();
}

Result<ObjectInfo> S3Store::head(const QString &key, const CancelToken &cancel)
{
    if (auto valid = validateKey(key); !valid)
        return fail(valid.error());
    return headObject(*m_client, key, cancel);
}

Result<ListPage> S3Store::list(const QString &prefix, const QString &token, const CancelToken &cancel)
{
    S3Call call{u"s3.list"_s, "GET", {}, {{"list-type", "2"}, {"max-keys", "1000"}, {"encoding-type", "url"}},
                {},           {},    {}};
    if (!prefix.isEmpty())
        call.query.append({"prefix", prefix.toUtf8()});
    if (!token.isEmpty())
        call.query.append({"continuation-token", token.toUtf8()});
    const auto response = send(std::move(call), cancel);
    if (!response)
        return fail(response.error().error);
    return parseListing(response->body, prefix);
}

Result<void> S3Store::remove(const QString &key, const CancelToken &cancel)
{
    if (auto valid = validateKey(key); !valid)
        return valid;
    const auto response = send({u"s3.remove"_s, "DELETE", key, {}, {}, {}, {}}, cancel);
    if (response || response.error().problem == S3Problem::NoSuchObject)
        return {};
    return fail(response.error().error);
}

Result<int> S3Store::removeUnfinished(const QString &prefix, const QDateTime &olderThan,
                                      const CancelToken &cancel)
{
    return abortOldUploads(*m_client, prefix, olderThan, cancel);
}

TransportOptions transportOptions(const S3Options &options)
{
    TransportOptions out;
    out.caFile = options.caFile;
    return out;
}

} // namespace

Result<std::unique_ptr<ObjectStore>> openS3StoreOver(const S3Options &options,
                                                     std::shared_ptr<CredentialsProvider> credentials,
                                                     std::shared_ptr<Clock> clock,
                                                     std::shared_ptr<RequestMeter> meter,
                                                     const S3Seams &seams)
{
    auto address = S3Address::of(options);
    if (!address)
        return fail(address.error());
    auto context = std::make_shared<S3Context>(options, std::move(*address), std::move(credentials),
                                               std::move(clock), std::move(meter), seams);
    auto client = S3Client::create(context);
    if (!client)
        return fail(client.error());
    return std::make_unique<S3Store>(std::move(context), std::move(*client));
}

Result<std::unique_ptr<ObjectStore>> openS3Store(const S3Options &options,
                                                 std::shared_ptr<CredentialsProvider> credentials,
                                                 std::shared_ptr<Clock> clock,
                                                 std::shared_ptr<RequestMeter> meter)
{
    const S3Seams seams{[transport = transportOptions(options)] { return createTransport(transport); },
                        [] { return QRandomGenerator::global()->generateDouble(); }};
    return openS3StoreOver(options, std::move(credentials), std::move(clock), std::move(meter), seams);
}

Result<std::chrono::milliseconds> measureClockOffset(const S3Options &options, Clock &clock,
                                                     const CancelToken &cancel)
{
    const auto address = S3Address::of(options);
    if (!address)
        return fail(address.error());
    const auto transport = createTransport(transportOptions(options));
    if (!transport)
        return fail(transport.error());
    const auto url = address->url(address->path({}), {});
    if (!url)
        return fail(url.error());
    HttpRequest request;
    request.method = "HEAD";
    request.url = *url;
    request.headers = {{"Host", address->hostHeader()}};
    request.idleTimeout = options.idleTimeout;
    HttpExchange exchange;
    exchange.cancel = cancel;
    const QDateTime before = clock.utcNow();
    const auto response = (*transport)->send(request, exchange);
    if (!response)
        return fail(response.error());
    const QDateTime after = clock.utcNow();
    const QDateTime theirs = parseHttpDate(response->header("date"));
    if (!theirs.isValid()) {
        return fail(ErrorCode::Protocol, u"s3.clock"_s,
                    Text::tr("%1 does not say what time it is.").arg(address->host()));
    }
    // The header has whole seconds, cut off: on average the truth is half a second later.
    const QDateTime ours = before.addMSecs(before.msecsTo(after) / 2);
    return std::chrono::milliseconds(ours.msecsTo(theirs.addMSecs(500)));
}

} // namespace lifeboat
