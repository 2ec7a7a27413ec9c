// SPDX-License-Identifier: GPL-3.0-or-later
// Getting alerts out within a time that is known beforehand. Blocks; any thread.
#pragma once

#include "base/clock.h"
#include "service/alertsink.h"
#include "storage/http/transport.h"

#include <functional>

namespace lifeboat {

/// One attempt's time-out is HttpRequest::idleTimeout. Three attempts, unless the answer says that another
/// one would be in vain. Redirects are not followed. The error names the host and nothing else of the
/// address.
[[nodiscard]] Result<void> postAlert(const HttpRequest &request, const TransportOptions &options,
                                     Clock &clock, const CancelToken &cancel);

struct AlertTask
{
    AlertWay way;
    QString to;
    std::function<Result<void>(const CancelToken &)> work;
};

/// All at once, each on a thread of its own, so that a dead one holds up no other. What is not done when
/// `budget` is over, or `cancel` requested, is given up.
[[nodiscard]] QList<AlertDelivery> deliver(const QList<AlertTask> &tasks, std::chrono::milliseconds budget,
                                           const CancelToken &cancel);

} // namespace lifeboat
