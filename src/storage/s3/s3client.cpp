// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3client.h"

#include "base/sha256.h"
#include "base/text.h"
#include "storage/http/httpdate.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// Clocks further apart than this are worth correcting when a store refuses; stores accept 15 minutes.
constexpr qint64 noticeableSkew = 5LL * 60 * 1000;

S3Failure withoutAnswer(Error error)
{
    return S3Failure{std::move(error), S3Problem::Other, 0, std::nullopt};
}

} // namespace

Result<std::unique_ptr<S3Client>> S3Client::create(std::shared_ptr<S3Context> context,
                                                   FailureListener listener)
{
    auto transport = context->makeTransport();
    if (!transport)
        return fail(transport.error());
    return std::make_unique<S3Client>(std::move(context), std::move(*transport), std::move(listener));
}

S3Client::S3Client(std::shared_ptr<S3Context> context, std::unique_ptr<HttpTransport> transport,
                   FailureListener listener)
    : m_context(std::move(context)), m_transport(std::move(transport)), m_listener(std::move(listener))
{
}

S3Result<HttpResponse> S3Client::send(S3Call call, const HttpExchange &exchange, Attempts *attempts)
{
    if (call.payloadHash.isEmpty())
        call.payloadHash = Sha256::hexOf(call.body); // once, not with every attempt
    Retrier retrier(m_context->retry, *m_context->clock, exchange.cancel);
    qint64 handedOut = 0;
    HttpExchange watched = exchange;
    watched.sent = [&exchange, &handedOut](qint64 done, qint64 total) {
        handedOut = done;
        if (exchange.sent)
            exchange.sent(done, total);
    };
    bool asked = call.method != "PUT";
    for (;;) {
        handedOut = 0;
        auto outcome = attempt(call, watched);
        if (attempts)
            *attempts = {retrier.failures() + 1, attempts->bodyLeft || handedOut > 0};
        if (outcome)
            return outcome;
        if (m_listener)
            m_listener(outcome.error());
        S3Failure failure = outcome.error();
        const bool dropped = failure.error.code == ErrorCode::Network && handedOut > 0;
        if (dropped && !std::exchange(asked, true)) {
            if (auto reason = reasonOfDrop(call, exchange))
                return tl::unexpected(*reason);
        }
        if (const auto again = retrier.pause(failure.error, failure.retryAfter); !again) {
            failure.error = again.error();
            return tl::unexpected(failure);
        }
    }
}

S3Result<HttpResponse> S3Client::attempt(const S3Call &call, const HttpExchange &exchange)
{
    bool clockLearned = false;
    auto outcome = attemptOnce(call, exchange, clockLearned);
    if (!outcome && clockLearned)
        return attemptOnce(call, exchange, clockLearned);
    return outcome;
}

S3Result<HttpResponse> S3Client::attemptOnce(const S3Call &call, const HttpExchange &exchange,
                                             bool &clockLearned)
{
    const auto request = sign(call, exchange.cancel);
    if (!request)
        return tl::unexpected(withoutAnswer(request.error()));
    auto response = m_transport->send(*request, exchange);
    if (!response)
        return tl::unexpected(withoutAnswer(response.error()));
    if (response->status / 100 == 2) {
        m_context->accepted = true;
        return std::move(*response);
    }
    S3Failure failure = failureOf(*response, call);
    clockLearned = learnClock(*response, failure.problem);
    return tl::unexpected(std::move(failure));
}

/// A store may refuse an upload while its body is still on the way and close the connection, and the refusal
/// is lost with it. Beginning a multipart upload of the same key needs the same right and has no body.
std::optional<S3Failure> S3Client::reasonOfDrop(const S3Call &call, const HttpExchange &exchange)
{
    HttpExchange plain;
    plain.cancel = exchange.cancel;
    const S3Call begin{call.operation, "POST", call.key, {{"uploads", ""}}, {}, {}, {}};
    const auto begun = attempt(begin, plain);
    if (begun) {
        if (const auto id = parseUploadId(begun->body)) {
            // Best effort: what stays is found by removeUnfinished().
            (void)attempt({call.operation, "DELETE", call.key, {{"uploadId", id->toUtf8()}}, {}, {}, {}},
                          plain);
        }
        return std::nullopt;
    }
    switch (begun.error().problem) {
    case S3Problem::UnknownAccessKey:
    case S3Problem::WrongSignature:
    case S3Problem::ExpiredCredentials:
    case S3Problem::AccessDenied:
    case S3Problem::ClockSkew:
    case S3Problem::WrongRegion:
    case S3Problem::NoSuchBucket: return begun.error();
    default: return std::nullopt;
    }
}

Result<HttpRequest> S3Client::sign(const S3Call &call, const CancelToken &cancel) const
{
    const auto credentials = m_context->credentials->fetch(cancel);
    if (!credentials)
        return fail(credentials.error());
    if (!credentials->has_value()) {
        return fail(ErrorCode::AuthFailed, call.operation,
                    Text::tr("There is no access key for %1.").arg(m_context->displayName()),
                    Text::tr("Set one in the settings, the environment or ~/.aws/credentials."));
    }
    RequestToSign plain{call.method, m_context->address.path(call.key), call.query, call.headers,
                        call.payloadHash.isEmpty() ? Sha256::hexOf(call.body) : call.payloadHash};
    plain.headers.emplaceBack("Host", m_context->address.hostHeader());
    plain.headers.emplaceBack("x-amz-content-sha256", plain.payloadHash);
    const auto url = m_context->address.url(plain.encodedPath, plain.query);
    if (!url)
        return fail(url.error());
    const Credentials &key = **credentials;
    const SigningKey signingKey{key.accessKeyId.toUtf8(), key.secretAccessKey.view(),
                                key.sessionToken.view()};
    const SigningScope scope{m_context->clock->utcNow().addMSecs(m_context->clockOffset),
                             m_context->options.region.toUtf8()};
    HttpRequest request;
    request.method = call.method;
    request.url = *url;
    request.headers = plain.headers + signatureHeaders(plain, signingKey, scope);
    request.body = call.body;
    request.idleTimeout = m_context->options.idleTimeout;
    return request;
}

/// A refusal may only mean that the clocks differ: then the store's own is used from now on. HEAD answers
/// carry no reason, so a plain 403 is judged by its Date alone.
bool S3Client::learnClock(const HttpResponse &response, S3Problem problem)
{
    const bool mayBeTheClock = problem == S3Problem::ClockSkew || problem == S3Problem::WrongSignature
                               || (response.status == 403 && response.body.isEmpty());
    const QDateTime theirs = parseHttpDate(response.header("date"));
    if (!mayBeTheClock || !theirs.isValid())
        return false;
    const qint64 offset = m_context->clock->utcNow().msecsTo(theirs);
    const qint64 error = std::abs(offset - m_context->clockOffset.load());
    const bool clearlySkewed = error > noticeableSkew;
    // A signature that was good a moment ago and is not now is worth one repetition at any offset.
    const bool suddenly = problem == S3Problem::WrongSignature && m_context->accepted.load();
    if (!clearlySkewed && problem != S3Problem::ClockSkew && !suddenly)
        return false;
    m_context->clockOffset = offset;
    return true;
}

S3Failure S3Client::failureOf(const HttpResponse &response, const S3Call &call) const
{
    S3ErrorBody body = parseErrorBody(response.body);
    if (body.region.isEmpty())
        body.region = QString::fromLatin1(response.header("x-amz-bucket-region"));
    S3Failure failure;
    failure.status = response.status;
    failure.problem = problemOf(response.status, body);
    failure.error =
        errorOf(failure.problem, response.status, body, m_context->place(call.key), call.operation);
    failure.retryAfter = parseRetryAfter(response.header("retry-after"), m_context->clock->utcNow());
    return failure;
}

} // namespace lifeboat
