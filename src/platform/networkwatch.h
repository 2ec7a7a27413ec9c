// SPDX-License-Identifier: GPL-3.0-or-later
// Whether there is a network, and whether it costs by the byte, as NetworkManager says; without it there is
// one, and it does not. One thread with an event loop; nothing waits.
#pragma once

#include "platform/remoteproperties.h"

#include <QTimer>

#include <chrono>
#include <functional>

namespace lifeboat {

class NetworkWatch final : public QObject
{
    Q_OBJECT
public:
    /// `hasRoute`: see kernelHasDefaultRoute(); asked again every `interval` while NetworkManager sees no
    /// network, as nobody tells of such a route.
    NetworkWatch(const QDBusConnection &systemBus, std::function<bool()> hasRoute, QObject *parent = nullptr,
                 std::chrono::milliseconds interval = std::chrono::seconds(15));

    /// NetworkManager has answered, or is not there. Before, nothing limits.
    [[nodiscard]] bool isKnown() const { return m_manager.isKnown(); }
    /// False only when that is certain: a run held up for nothing is worse than one that fails and is
    /// retried.
    [[nodiscard]] bool isOnline() const;
    [[nodiscard]] bool isMetered() const;

Q_SIGNALS:
    void changed();

private:
    void watchRoutes();
    [[nodiscard]] bool managerSeesNone() const;

    RemoteProperties m_manager;
    std::function<bool()> m_hasRoute;
    QTimer m_routes;
    bool m_hadRoute = false; ///< when last looked at
};

/// A way out is in the kernel's routing tables, whoever put it there; true when they cannot be read. Quick.
[[nodiscard]] bool kernelHasDefaultRoute();
/// The same for the content of /proc/net/route and /proc/net/ipv6_route.
[[nodiscard]] bool hasDefaultRoute(const QByteArray &route, const QByteArray &ipv6Route);

} // namespace lifeboat
