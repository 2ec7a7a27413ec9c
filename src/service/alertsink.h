// SPDX-License-Identifier: GPL-3.0-or-later
// Telling people beyond this machine how a profile's backups fare. None of it needs the store, and none of
// it takes longer than a fixed time. Thread-safe; blocks unless it says otherwise.
#pragma once

#include "engine/backupjob.h"
#include "engine/health.h"

#include <memory>

namespace lifeboat {

enum class AlertWay { Ping, Webhook, Mail };

/// Stable lower-case name for JSON and logs.
[[nodiscard]] QString wayName(AlertWay way);

/// One way that an alert went, or should have gone.
struct AlertDelivery
{
    AlertWay way = AlertWay::Ping;
    QString to; ///< host or mail address; never the whole address of a webhook, which may be a password
    std::optional<Error> problem;
};

/// A backup that has begun. What it was begun with outlives it.
class AlertedRun
{
public:
    virtual ~AlertedRun() = default;
    /// Pings, and alerts those who want to hear of it. A cancelled run is no news.
    [[nodiscard]] virtual QList<AlertDelivery> end(const Result<BackupReport> &result,
                                                   const CancelToken &cancel) = 0;

protected:
    AlertedRun() = default;
    Q_DISABLE_COPY_MOVE(AlertedRun)
};

class AlertSink
{
public:
    virtual ~AlertSink() = default;
    /// Returns at once.
    [[nodiscard]] virtual std::unique_ptr<AlertedRun> begin(const LoadedProfile &profile) = 0;
    /// What the store's listing says now; may be told as often as it is looked at.
    [[nodiscard]] virtual QList<AlertDelivery> tellHealth(const LoadedProfile &profile,
                                                          const HealthReport &report,
                                                          const CancelToken &cancel) = 0;
    /// `problem`: empty when the backup under `key` was proven restorable.
    [[nodiscard]] virtual QList<AlertDelivery> tellDrill(const LoadedProfile &profile, const QString &key,
                                                         const std::optional<Error> &problem,
                                                         const CancelToken &cancel) = 0;
    /// Goes every way the profile has; a dead-man's switch takes it for a success. Empty: it has none.
    [[nodiscard]] virtual QList<AlertDelivery> tellTest(const LoadedProfile &profile,
                                                        const CancelToken &cancel) = 0;

protected:
    AlertSink() = default;
    Q_DISABLE_COPY_MOVE(AlertSink)
};

/// Of those that were not sent.
[[nodiscard]] QList<Error> problemsOf(const QList<AlertDelivery> &deliveries);

} // namespace lifeboat
