// SPDX-License-Identifier: GPL-3.0-or-later
// The alerts of a profile, sent the ways its settings name: a dead-man's switch hears of every run; webhook
// and mail of changes. Thread-safe.
#pragma once

#include "base/clock.h"
#include "service/alertdelivery.h"
#include "service/alertmemory.h"
#include "service/alertmessage.h"
#include "service/alertrequests.h"

namespace lifeboat {

struct AlertOptions
{
    QString hostName;
    QString stateFolder; ///< where AlertMemory is
    QString sendmail;    ///< the program; empty: the one that findSendmail() finds
    TransportOptions transport;
    std::chrono::milliseconds attemptLimit{10'000}; ///< of one HTTP request
    std::chrono::milliseconds budget{30'000};       ///< of one alert, all ways and attempts together
};

class AlertSender final : public AlertSink
{
public:
    AlertSender(AlertOptions options, std::shared_ptr<Clock> clock);

    [[nodiscard]] std::unique_ptr<AlertedRun> begin(const LoadedProfile &profile) override;
    [[nodiscard]] QList<AlertDelivery> tellHealth(const LoadedProfile &profile, const HealthReport &report,
                                                  const CancelToken &cancel) override;
    [[nodiscard]] QList<AlertDelivery> tellDrill(const LoadedProfile &profile, const QString &key,
                                                 const std::optional<Error> &problem,
                                                 const CancelToken &cancel) override;
    [[nodiscard]] QList<AlertDelivery> tellTest(const LoadedProfile &profile,
                                                const CancelToken &cancel) override;

private:
    class Run;

    [[nodiscard]] Alert alertOf(const LoadedProfile &profile) const;
    [[nodiscard]] QList<AlertTask> pings(const LoadedProfile &profile, Ping ping, const QString &body) const;
    [[nodiscard]] QList<AlertTask> messages(const LoadedProfile &profile, const Alert &alert) const;
    [[nodiscard]] AlertTask post(AlertWay way, Result<HttpRequest> request) const;
    [[nodiscard]] AlertTask mail(const QString &recipients, const Alert &alert) const;
    /// Sends `alert` if its news is due, and `tasks` in any case.
    [[nodiscard]] QList<AlertDelivery> tell(const LoadedProfile &profile, AlertNews news, Alert alert,
                                            const QList<AlertTask> &tasks, const CancelToken &cancel);

    AlertOptions m_options;
    std::shared_ptr<Clock> m_clock;
    AlertMemory m_memory;
};

} // namespace lifeboat
