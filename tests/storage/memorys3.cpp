// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/memorys3.h"

#include "base/sha256.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QUrlQuery>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class MemoryTransport final : public HttpTransport
{
public:
    explicit MemoryTransport(MemoryS3 &s3) : m_s3(s3) {}
    Result<HttpResponse> send(const HttpRequest &request, const HttpExchange &exchange) override
    {
        return m_s3.answer(request, exchange);
    }

private:
    MemoryS3 &m_s3;
};

class FixedCredentials final : public CredentialsProvider
{
public:
    Result<std::optional<Credentials>> fetch(const CancelToken &) override
    {
        Credentials credentials;
        credentials.accessKeyId = u"id"_s;
        credentials.secretAccessKey = SecretBytes(QByteArrayView("secret"));
        return std::optional<Credentials>(std::move(credentials));
    }
};

QString keyOf(const HttpRequest &request)
{
    return request.url.path(QUrl::FullyDecoded).mid(QStringView(u"/bucket/").size());
}

QString queryValue(const HttpRequest &request, const QString &name)
{
    return QUrlQuery(request.url).queryItemValue(name, QUrl::FullyDecoded);
}

QByteArray md5(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Md5);
}

Result<HttpResponse> deliver(HttpResponse response, const HttpRequest &request, const HttpExchange &exchange)
{
    if (response.status / 100 != 2)
        return response;
    if (exchange.onHeaders) {
        if (auto accepted = exchange.onHeaders(response); !accepted)
            return fail(accepted.error());
    }
    if (!exchange.sink || request.method == "HEAD")
        return response;
    const QByteArray body = std::exchange(response.body, {});
    if (auto written = exchange.sink->write(body); !written)
        return fail(written.error());
    return response;
}

} // namespace

TransportFactory MemoryS3::factory()
{
    return [this]() -> Result<std::unique_ptr<HttpTransport>> {
        const std::lock_guard lock(mutex);
        ++transports;
        return std::make_unique<MemoryTransport>(*this);
    };
}

qsizetype MemoryS3::count(const QByteArray &kind)
{
    const std::lock_guard lock(mutex);
    return log.count(kind);
}

QByteArray MemoryS3::requestHeader(const HttpRequest &request, const QByteArray &name)
{
    for (const auto &[known, value] : request.headers) {
        if (known.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

HttpResponse MemoryS3::response(int status, const QByteArray &body, HttpHeaders headers)
{
    HttpResponse out;
    out.status = status;
    out.headers = std::move(headers);
    out.headers.emplaceBack("content-length", QByteArray::number(body.size()));
    out.body = body;
    return out;
}

HttpResponse MemoryS3::error(int status, const QByteArray &code, HttpHeaders headers)
{
    return response(status, "<Error><Code>" + code + "</Code></Error>", std::move(headers));
}

tl::unexpected<Error> MemoryS3::dropped()
{
    return fail(Error{ErrorCode::Network, u"http.send"_s, u"dropped"_s, {}, true});
}

QByteArray MemoryS3::kindOf(const HttpRequest &request)
{
    const QUrlQuery query(request.url);
    if (query.hasQueryItem(u"list-type"_s))
        return "LIST";
    if (query.hasQueryItem(u"uploads"_s))
        return request.method == "POST" ? "BEGIN" : "UPLOADS";
    if (query.hasQueryItem(u"uploadId"_s))
        return request.method == "PUT" ? "PART" : request.method == "POST" ? "COMPLETE" : "ABORT";
    return request.method;
}

Result<HttpResponse> MemoryS3::answer(const HttpRequest &request, const HttpExchange &exchange)
{
    const QByteArray kind = kindOf(request);
    {
        const std::lock_guard lock(mutex);
        log += kind;
    }
    if (exchange.cancel.isRequested())
        return fail(exchange.cancel.check(u"http.send"_s).error());
    if (before) {
        if (auto instead = before(kind, request, exchange))
            return *instead ? deliver(**instead, request, exchange) : *instead;
    }
    if (exchange.sent && !request.body.isEmpty()) {
        exchange.sent(request.body.size() / 2, request.body.size());
        exchange.sent(request.body.size(), request.body.size());
    }
    HttpResponse response;
    {
        const std::lock_guard lock(mutex);
        response = act(kind, request);
    }
    if (after) {
        if (auto instead = after(kind, request, exchange))
            return *instead ? deliver(**instead, request, exchange) : *instead;
    }
    return deliver(std::move(response), request, exchange);
}

HttpResponse MemoryS3::act(const QByteArray &kind, const HttpRequest &request)
{
    if (requestHeader(request, "x-amz-content-sha256") != Sha256::hexOf(request.body))
        return error(400, "XAmzContentSHA256Mismatch");
    const QString key = keyOf(request);
    const QString uploadId = queryValue(request, u"uploadId"_s);
    if (kind == "PUT")
        return put(key, request);
    if (kind == "GET" || kind == "HEAD")
        return get(key, request);
    if (kind == "DELETE")
        return objects.remove(key) > 0 ? response(204) : response(204);
    if (kind == "LIST")
        return list(request);
    if (kind == "BEGIN") {
        const QString id = u"upload-%1"_s.arg(m_nextUpload++);
        uploads.insert(id, Upload{key, request.headers, {}});
        return response(200, "<InitiateMultipartUploadResult><UploadId>" + id.toLatin1()
                                 + "</UploadId></InitiateMultipartUploadResult>");
    }
    if (kind == "UPLOADS")
        return error(501, "NotImplemented");
    if (!uploads.contains(uploadId))
        return error(404, "NoSuchUpload");
    if (kind == "PART") {
        // A copy of its own: the caller reuses its buffer.
        uploads[uploadId].parts.insert(queryValue(request, u"partNumber"_s).toInt(),
                                       QByteArray(request.body.constData(), request.body.size()));
        return response(200, {}, {{"etag", '"' + md5(request.body).toHex() + '"'}});
    }
    if (kind == "COMPLETE")
        return complete(uploadId);
    uploads.remove(uploadId);
    return response(204);
}

HttpResponse MemoryS3::put(const QString &key, const HttpRequest &request)
{
    if (requestHeader(request, "If-None-Match") == "*" && objects.contains(key))
        return error(412, "PreconditionFailed");
    objects.insert(key, Object{request.body, request.headers, md5(request.body).toHex()});
    return response(200, {}, {{"etag", '"' + objects[key].etag + '"'}});
}

HttpResponse MemoryS3::get(const QString &key, const HttpRequest &request)
{
    const auto found = objects.constFind(key);
    if (found == objects.constEnd())
        return request.method == "HEAD" ? response(404) : error(404, "NoSuchKey");
    const QByteArray condition = requestHeader(request, "If-Match");
    if (!condition.isEmpty() && condition != '"' + found->etag + '"')
        return error(412, "PreconditionFailed");
    HttpHeaders headers{{"etag", '"' + found->etag + '"'},
                        {"last-modified", "Sat, 31 Jan 2026 09:05:00 GMT"}};
    for (const auto &[name, value] : found->headers) {
        const QByteArray lower = name.toLower();
        if (lower.startsWith("x-amz-meta-") || lower == "content-type")
            headers.emplaceBack(lower, value);
    }
    if (request.method == "HEAD") {
        HttpResponse head = response(200, {}, headers);
        head.headers.removeLast();
        head.headers.emplaceBack("content-length", QByteArray::number(found->bytes.size()));
        return head;
    }
    static const QRegularExpression form(u"\\Abytes=(\\d+)-(\\d*)\\z"_s);
    const auto range = form.match(QString::fromLatin1(requestHeader(request, "Range")));
    if (!range.hasMatch())
        return response(200, found->bytes, headers);
    const qint64 first = range.captured(1).toLongLong();
    const qint64 last =
        range.captured(2).isEmpty() ? found->bytes.size() - 1 : range.captured(2).toLongLong();
    headers.emplaceBack("content-range", "bytes " + QByteArray::number(first) + '-' + QByteArray::number(last)
                                             + '/' + QByteArray::number(found->bytes.size()));
    return response(206, found->bytes.mid(first, last - first + 1), headers);
}

HttpResponse MemoryS3::list(const HttpRequest &request)
{
    const QString prefix = queryValue(request, u"prefix"_s);
    QByteArray body("<ListBucketResult><EncodingType>url</EncodingType>");
    for (auto it = objects.cbegin(); it != objects.cend(); ++it) {
        if (it.key().startsWith(prefix)) {
            body += "<Contents><Key>" + uriEncode(it.key().toUtf8(), false) + "</Key><Size>"
                    + QByteArray::number(it->bytes.size())
                    + "</Size><LastModified>2026-01-31T09:05:00Z</LastModified></Contents>";
        }
    }
    return response(200, body + "</ListBucketResult>");
}

HttpResponse MemoryS3::complete(const QString &uploadId)
{
    const Upload upload = uploads.take(uploadId);
    QByteArray bytes;
    QByteArray digests;
    for (const QByteArray &part : upload.parts) {
        bytes += part;
        digests += md5(part);
    }
    const QByteArray etag = md5(digests).toHex() + '-' + QByteArray::number(upload.parts.size());
    objects.insert(upload.key, Object{bytes, upload.headers, etag});
    return response(200, "<CompleteMultipartUploadResult/>");
}

std::unique_ptr<ObjectStore> openOver(MemoryS3 &s3, const S3Options &options, std::shared_ptr<Clock> clock,
                                      std::shared_ptr<RequestMeter> meter)
{
    const S3Seams seams{s3.factory(), [] { return 0.5; }};
    auto store = openS3StoreOver(options, std::make_shared<FixedCredentials>(), std::move(clock),
                                 std::move(meter), seams);
    return store ? std::move(*store) : nullptr;
}

S3Options memoryOptions()
{
    S3Options options;
    options.endpoint = QUrl(u"https://store.example"_s);
    options.bucket = u"bucket"_s;
    return options;
}

QByteArray patternOf(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 1;
    for (char &c : bytes) {
        state = state * 1664525 + 1013904223;
        c = static_cast<char>(state >> 24);
    }
    return bytes;
}

} // namespace lifeboat
