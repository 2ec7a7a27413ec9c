// SPDX-License-Identifier: GPL-3.0-or-later
// Sends one S3 request until it is answered for good: signed when it is sent, repeated when that may help,
// re-signed once when the clocks disagree. One per thread; shares the context.
#pragma once

#include "storage/s3/s3context.h"

#include <optional>

namespace lifeboat {

struct S3Call
{
    QString operation; ///< "s3.put", for errors
    QByteArray method;
    QString key; ///< empty: the bucket itself
    QueryPairs query;
    HttpHeaders headers; ///< all of them are signed
    QByteArray body;
    QByteArray payloadHash; ///< hex SHA-256 of the body; computed when empty
};

struct S3Failure
{
    Error error;
    S3Problem problem = S3Problem::Other;
    int status = 0; ///< 0: there was no answer
    std::optional<std::chrono::milliseconds> retryAfter;
};

/// What is known of a call's attempts when it is over.
struct Attempts
{
    int made = 0;
    bool bodyLeft = false; ///< some of the body was handed to a connection: the store may have acted on it
};

template<typename T> using S3Result = tl::expected<T, S3Failure>;

class S3Client final
{
public:
    /// Hears of every failed attempt, before it is decided whether another is made.
    using FailureListener = std::function<void(const S3Failure &)>;

    [[nodiscard]] static Result<std::unique_ptr<S3Client>> create(std::shared_ptr<S3Context> context,
                                                                  FailureListener listener = {});

    /// Repeats as the policy allows. Answers are 2xx; everything else is a failure.
    [[nodiscard]] S3Result<HttpResponse> send(S3Call call, const HttpExchange &exchange,
                                              Attempts *attempts = nullptr);
    /// One attempt, and one more when the clock offset had to be learned.
    [[nodiscard]] S3Result<HttpResponse> attempt(const S3Call &call, const HttpExchange &exchange);

    [[nodiscard]] S3Context &context() const { return *m_context; }

    S3Client(std::shared_ptr<S3Context> context, std::unique_ptr<HttpTransport> transport,
             FailureListener listener);
    Q_DISABLE_COPY_MOVE(S3Client)

private:
    [[nodiscard]] Result<HttpRequest> sign(const S3Call &call, const CancelToken &cancel) const;
    [[nodiscard]] S3Result<HttpResponse> attemptOnce(const S3Call &call, const HttpExchange &exchange,
                                                     bool &clockLearned);
    [[nodiscard]] std::optional<S3Failure> reasonOfDrop(const S3Call &call, const HttpExchange &exchange);
    [[nodiscard]] bool learnClock(const HttpResponse &response, S3Problem problem);
    [[nodiscard]] S3Failure failureOf(const HttpResponse &response, const S3Call &call) const;

    const std::shared_ptr<S3Context> m_context;
    const std::unique_ptr<HttpTransport> m_transport;
    const FailureListener m_listener;
};

} // namespace lifeboat
