// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertsender.h"

#include "service/alertmail.h"

#include <future>

namespace lifeboat {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lookInterval = 20ms;

std::function<Result<void>(const CancelToken &)> failing(const Error &error)
{
    return [error](const CancelToken &) { return Result<void>(fail(error)); };
}

bool hasArrived(const AlertDelivery &delivery)
{
    return delivery.way != AlertWay::Ping && !delivery.problem;
}

} // namespace

/// Its first ping goes out while the backup is made.
class AlertSender::Run final : public AlertedRun
{
public:
    Run(AlertSender &sender, const LoadedProfile &profile) : m_sender(sender), m_profile(profile)
    {
        const auto ping = sender.pings(profile, Ping::Start, {});
        if (!ping.isEmpty())
            m_start = std::async(std::launch::async, deliver, ping, sender.m_options.budget, m_stop);
    }
    ~Run() override { m_stop.request(); }

    QList<AlertDelivery> end(const Result<BackupReport> &result, const CancelToken &cancel) override;

private:
    void endStart(const CancelToken &cancel);

    AlertSender &m_sender;
    const LoadedProfile &m_profile;
    CancelToken m_stop;
    std::future<QList<AlertDelivery>> m_start;
};

/// "Begun" must not arrive after "done": the switch would wait for an end that never comes.
void AlertSender::Run::endStart(const CancelToken &cancel)
{
    if (!m_start.valid())
        return;
    const auto last = std::chrono::steady_clock::now() + m_sender.m_options.attemptLimit;
    while (m_start.wait_for(lookInterval) != std::future_status::ready) {
        if (cancel.isRequested() || std::chrono::steady_clock::now() > last)
            m_stop.request();
    }
    m_start.get(); // a failure was logged, and the next ping meets the same one
}

QList<AlertDelivery> AlertSender::Run::end(const Result<BackupReport> &result, const CancelToken &cancel)
{
    endStart(cancel);
    if (!result && result.error().code == ErrorCode::Cancelled)
        return {};
    Alert alert = m_sender.alertOf(m_profile);
    alert.kind = result ? AlertKind::Succeeded : AlertKind::Failed;
    if (result) {
        alert.key = result->key;
        if (!result->unchanged)
            alert.size = result->size;
        alert.unchangedSince = result->unchangedSince;
        alert.hasUploaded = !result->sentLate.isEmpty();
        alert.duration = result->duration;
        alert.lastBackup = result->unchanged ? result->unchangedSince : result->takenAt;
        alert.health = Health::Healthy;
    } else {
        alert.error = result.error();
    }
    const auto ping = m_sender.pings(m_profile, result ? Ping::Success : Ping::Fail,
                                     alertTitle(alert) + u'\n' + alertText(alert));
    return m_sender.tell(m_profile, result ? AlertNews::RunSucceeded : AlertNews::RunFailed, alert, ping,
                         cancel);
}

AlertSender::AlertSender(AlertOptions options, std::shared_ptr<Clock> clock)
    : m_options(std::move(options)), m_clock(std::move(clock)), m_memory(m_options.stateFolder)
{
}

Alert AlertSender::alertOf(const LoadedProfile &profile) const
{
    Alert alert;
    alert.at = m_clock->utcNow();
    alert.host = m_options.hostName;
    alert.profile = profile.profile.id;
    alert.database = profile.profile.databasePath;
    return alert;
}

AlertTask AlertSender::post(AlertWay way, Result<HttpRequest> request) const
{
    if (!request)
        return {way, {}, failing(request.error())};
    request->idleTimeout = m_options.attemptLimit;
    return {way, request->url.host(),
            [request = std::move(*request), options = m_options.transport, clock = m_clock](
                const CancelToken &cancel) { return postAlert(request, options, *clock, cancel); }};
}

AlertTask AlertSender::mail(const QString &recipients, const Alert &alert) const
{
    AlertTask task{AlertWay::Mail, recipients.simplified(), {}};
    const auto message = alertMail(recipients, alert);
    if (!message) {
        task.work = failing(message.error());
        return task;
    }
    task.work = [message = *message, program = m_options.sendmail,
                 limit = m_options.budget](const CancelToken &cancel) {
        return sendMail(program.isEmpty() ? findSendmail() : program, message, limit, cancel);
    };
    return task;
}

QList<AlertTask> AlertSender::pings(const LoadedProfile &profile, Ping ping, const QString &body) const
{
    const QString &address = profile.profile.alerts.pingUrl;
    if (address.isEmpty())
        return {};
    return {post(AlertWay::Ping, pingRequest(address, ping, body))};
}

QList<AlertTask> AlertSender::messages(const LoadedProfile &profile, const Alert &alert) const
{
    const AlertSettings &settings = profile.profile.alerts;
    QList<AlertTask> tasks;
    if (!settings.webhookUrl.isEmpty())
        tasks.append(post(AlertWay::Webhook, webhookRequest(settings, profile.secrets.webhookToken, alert)));
    if (!settings.mailTo.isEmpty())
        tasks.append(mail(settings.mailTo, alert));
    return tasks;
}

QList<AlertDelivery> AlertSender::tell(const LoadedProfile &profile, AlertNews news, Alert alert,
                                       const QList<AlertTask> &tasks, const CancelToken &cancel)
{
    const AlertSettings &settings = profile.profile.alerts;
    if (settings.webhookUrl.isEmpty() && settings.mailTo.isEmpty())
        return deliver(tasks, m_options.budget, cancel);
    const auto answer = m_memory.take(profile.profile, news, m_clock->utcNow());
    if (!answer.tell || (*answer.tell == AlertKind::Succeeded && !settings.onSuccess))
        return deliver(tasks, m_options.budget, cancel);
    alert.kind = *answer.tell;
    const auto deliveries = deliver(tasks + messages(profile, alert), m_options.budget, cancel);
    // Nobody has heard of it: it is still news the next time.
    if (std::none_of(deliveries.cbegin(), deliveries.cend(), hasArrived))
        m_memory.takeBack(profile.profile, answer.before);
    return deliveries;
}

std::unique_ptr<AlertedRun> AlertSender::begin(const LoadedProfile &profile)
{
    return std::make_unique<Run>(*this, profile);
}

QList<AlertDelivery> AlertSender::tellHealth(const LoadedProfile &profile, const HealthReport &report,
                                             const CancelToken &cancel)
{
    const auto news = newsOf(report.health);
    if (!news)
        return {};
    Alert alert = alertOf(profile);
    alert.lastBackup = report.lastBackup;
    alert.health = report.health;
    return tell(profile, *news, alert, {}, cancel);
}

QList<AlertDelivery> AlertSender::tellDrill(const LoadedProfile &profile, const QString &key,
                                            const std::optional<Error> &problem, const CancelToken &cancel)
{
    Alert alert = alertOf(profile);
    alert.key = key;
    alert.error = problem;
    return tell(profile, problem ? AlertNews::DrillFailed : AlertNews::DrillPassed, alert, {}, cancel);
}

QList<AlertDelivery> AlertSender::tellTest(const LoadedProfile &profile, const CancelToken &cancel)
{
    const Alert alert = alertOf(profile);
    const auto ping = pings(profile, Ping::Success, alertTitle(alert) + u'\n' + alertText(alert));
    return deliver(ping + messages(profile, alert), m_options.budget, cancel);
}

} // namespace lifeboat
