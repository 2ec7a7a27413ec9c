// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertdelivery.h"

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"

#include <QDeadlineTimer>

#include <future>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto operation = u"alert.post"_s;
constexpr int mostAttempts = 3;
constexpr auto firstPause = 500ms;
constexpr auto lookInterval = 20ms;

/// What a server says beyond its status is not repeated: it may be our own secrets.
Result<void> judge(const HttpResponse &response, const QString &host)
{
    if (response.status / 100 == 2)
        return {};
    const QString message = Text::tr("%1 answered with status %2.").arg(host).arg(response.status);
    switch (response.status / 100) {
    case 3:
        return fail(ErrorCode::Configuration, operation, message,
                    Text::tr("It sends on to another address. Enter that one; Lifeboat does not follow."));
    case 4: break;
    default: return fail({ErrorCode::ServerFailure, operation, message, Text::tr("Try again later."), true});
    }
    if (response.status == 401 || response.status == 403)
        return fail(ErrorCode::AuthFailed, operation, message, Text::tr("Check the token."));
    if (response.status == 408 || response.status == 429)
        return fail({ErrorCode::RateLimited, operation, message, Text::tr("Try again later."), true});
    return fail(ErrorCode::Configuration, operation, message,
                Text::tr("Check the address in the alert settings."));
}

Result<void> postOnce(HttpTransport &transport, const HttpRequest &request, const CancelToken &cancel)
{
    HttpExchange exchange;
    exchange.cancel = cancel;
    const auto response = transport.send(request, exchange);
    if (response)
        return judge(*response, request.url.host());
    Error error = response.error();
    if (error.retryable) // its hint would be about a store
        error.hint = Text::tr("Check the address in the alert settings and this machine's network.");
    return fail(error);
}

Error givenUp(std::chrono::milliseconds budget)
{
    return {ErrorCode::Timeout, operation,
            Text::tr("It was not done within %1 and was given up.").arg(formatDuration(budget)),
            Text::tr("Check the address in the alert settings and this machine's network."), true};
}

QString notSent(AlertWay way)
{
    switch (way) {
    case AlertWay::Ping: return Text::tr("The ping was not sent: %1");
    case AlertWay::Webhook: return Text::tr("The alert was not sent to the webhook: %1");
    case AlertWay::Mail: return Text::tr("The alert was not sent by mail: %1");
    }
    Q_UNREACHABLE();
}

} // namespace

QString wayName(AlertWay way)
{
    switch (way) {
    case AlertWay::Ping: return u"ping"_s;
    case AlertWay::Webhook: return u"webhook"_s;
    case AlertWay::Mail: return u"mail"_s;
    }
    Q_UNREACHABLE();
}

QList<Error> problemsOf(const QList<AlertDelivery> &deliveries)
{
    QList<Error> problems;
    for (const AlertDelivery &delivery : deliveries) {
        if (!delivery.problem)
            continue;
        problems.append(*delivery.problem);
        problems.last().message = notSent(delivery.way).arg(delivery.problem->message);
    }
    return problems;
}

Result<void> postAlert(const HttpRequest &request, const TransportOptions &options, Clock &clock,
                       const CancelToken &cancel)
{
    const auto transport = createTransport(options);
    if (!transport)
        return fail(transport.error());
    auto pause = std::chrono::milliseconds(firstPause);
    for (int attempt = 1;; ++attempt, pause *= 2) {
        const auto posted = postOnce(**transport, request, cancel);
        if (posted || !posted.error().retryable || attempt == mostAttempts || !clock.sleep(pause, cancel))
            return posted;
    }
}

QList<AlertDelivery> deliver(const QList<AlertTask> &tasks, std::chrono::milliseconds budget,
                             const CancelToken &cancel)
{
    const CancelToken stop;
    std::vector<std::future<Result<void>>> running;
    for (const AlertTask &task : tasks)
        running.push_back(std::async(std::launch::async, task.work, stop));
    const QDeadlineTimer deadline(budget);
    QList<AlertDelivery> deliveries;
    for (const AlertTask &task : tasks) {
        auto &one = running[static_cast<std::size_t>(deliveries.size())];
        while (one.wait_for(lookInterval) != std::future_status::ready) {
            if (cancel.isRequested() || deadline.hasExpired())
                stop.request();
        }
        const Result<void> outcome = one.get();
        AlertDelivery delivery{task.way, task.to, std::nullopt};
        if (!outcome) {
            const bool late = outcome.error().code == ErrorCode::Cancelled && !cancel.isRequested();
            delivery.problem = late ? givenUp(budget) : outcome.error();
            if (!cancel.isRequested())
                qCWarning(logEngine).noquote() << wayName(task.way) << describe(*delivery.problem);
        }
        deliveries.append(delivery);
    }
    return deliveries;
}

} // namespace lifeboat
