// SPDX-License-Identifier: GPL-3.0-or-later
// An S3 store in memory behind the HttpTransport interface, with a hook before and after every request where
// a test breaks things. Thread-safe; outlives the transports it hands out.
#pragma once

#include "storage/s3/s3context.h"

#include <QMap>

#include <functional>
#include <mutex>
#include <optional>

namespace lifeboat {

class MemoryS3 final
{
public:
    struct Object
    {
        QByteArray bytes;
        HttpHeaders headers; ///< Content-Type and metadata
        QByteArray etag;     ///< bare
    };
    struct Upload
    {
        QString key;
        HttpHeaders headers;
        QMap<int, QByteArray> parts;
    };
    using Answer = std::optional<Result<HttpResponse>>;
    /// What a request is about: "PUT", "GET", "HEAD", "DELETE", "LIST", "UPLOADS", "BEGIN", "PART",
    /// "COMPLETE", "ABORT".
    using Hook = std::function<Answer(const QByteArray &kind, const HttpRequest &, const HttpExchange &)>;

    Hook before; ///< an answer here means the store never saw the request
    Hook after;  ///< an answer here replaces the store's, which has acted
    QMap<QString, Object> objects;
    QMap<QString, Upload> uploads;
    QByteArrayList log; ///< kinds in order of arrival
    int transports = 0; ///< made so far
    std::mutex mutex;   ///< of everything above

    [[nodiscard]] TransportFactory factory();
    [[nodiscard]] Result<HttpResponse> answer(const HttpRequest &request, const HttpExchange &exchange);
    [[nodiscard]] qsizetype count(const QByteArray &kind);

    [[nodiscard]] static HttpResponse response(int status, const QByteArray &body = {},
                                               HttpHeaders headers = {});
    [[nodiscard]] static HttpResponse error(int status, const QByteArray &code, HttpHeaders headers = {});
    [[nodiscard]] static tl::unexpected<Error> dropped();
    [[nodiscard]] static QByteArray requestHeader(const HttpRequest &request, const QByteArray &name);

private:
    [[nodiscard]] static QByteArray kindOf(const HttpRequest &request);
    [[nodiscard]] HttpResponse act(const QByteArray &kind, const HttpRequest &request);
    [[nodiscard]] HttpResponse put(const QString &key, const HttpRequest &request);
    [[nodiscard]] HttpResponse get(const QString &key, const HttpRequest &request);
    [[nodiscard]] HttpResponse list(const HttpRequest &request);
    [[nodiscard]] HttpResponse complete(const QString &uploadId);
    int m_nextUpload = 1;
};

/// A store on `s3` with a key that never expires and no wait but the clock's.
[[nodiscard]] std::unique_ptr<ObjectStore> openOver(
    MemoryS3 &s3, const S3Options &options, std::shared_ptr<Clock> clock,
    std::shared_ptr<RequestMeter> meter = std::make_shared<RequestMeter>());

[[nodiscard]] S3Options memoryOptions();

/// `size` bytes that differ from place to place.
[[nodiscard]] QByteArray patternOf(qsizetype size);

} // namespace lifeboat
