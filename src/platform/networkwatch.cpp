// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/networkwatch.h"

#include <QFile>

#include <utility>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

// https://networkmanager.dev/docs/api/latest/nm-dbus-types.html
enum Connectivity : uint { ConnectivityUnknown = 0, ConnectivityNone = 1, ConnectivityPortal = 2 };
enum State : uint { StateUnknown = 0, StateConnectedLocal = 50 };
enum Metered : uint { MeteredYes = 1, MeteredGuessYes = 3 };

// include/uapi/linux/route.h
constexpr uint up = 0x1;
constexpr uint reject = 0x200;

bool leadsOut(const QByteArray &flags)
{
    bool isNumber = false;
    const uint value = flags.toUInt(&isNumber, 16);
    return isNumber && (value & up) != 0 && (value & reject) == 0;
}

bool isZero(const QByteArray &digits)
{
    return !digits.isEmpty() && digits.count('0') == digits.size();
}

} // namespace

bool hasDefaultRoute(const QByteArray &route, const QByteArray &ipv6Route)
{
    for (const QByteArray &line : route.split('\n')) { // Iface Destination Gateway Flags … Mask
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() > 7 && isZero(fields[1]) && isZero(fields[7]) && leadsOut(fields[3]))
            return true;
    }
    for (const QByteArray &line : ipv6Route.split('\n')) { // destination, its length, …, flags, interface
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() > 9 && isZero(fields[0]) && isZero(fields[1]) && leadsOut(fields[8]))
            return true;
    }
    return false;
}

bool kernelHasDefaultRoute()
{
    QFile route(u"/proc/net/route"_s);
    QFile ipv6Route(u"/proc/net/ipv6_route"_s);
    const bool readable = route.open(QIODevice::ReadOnly);
    const QByteArray ipv6 = ipv6Route.open(QIODevice::ReadOnly) ? ipv6Route.readAll() : QByteArray();
    return !readable || hasDefaultRoute(route.readAll(), ipv6);
}

NetworkWatch::NetworkWatch(const QDBusConnection &systemBus, std::function<bool()> hasRoute, QObject *parent,
                           std::chrono::milliseconds interval)
    : QObject(parent), m_manager(systemBus, u"org.freedesktop.NetworkManager"_s,
                                 u"/org/freedesktop/NetworkManager"_s, u"org.freedesktop.NetworkManager"_s),
      m_hasRoute(std::move(hasRoute))
{
    m_routes.setInterval(interval);
    connect(&m_routes, &QTimer::timeout, this, [this] {
        const bool hadRoute = std::exchange(m_hadRoute, m_hasRoute());
        if (hadRoute != m_hadRoute)
            Q_EMIT changed();
    });
    connect(&m_manager, &RemoteProperties::changed, this, [this] {
        watchRoutes();
        Q_EMIT changed();
    });
}

void NetworkWatch::watchRoutes()
{
    if (!managerSeesNone()) {
        m_routes.stop();
        return;
    }
    m_hadRoute = m_hasRoute();
    if (!m_routes.isActive())
        m_routes.start();
}

bool NetworkWatch::managerSeesNone() const
{
    const uint connectivity = m_manager.value(u"Connectivity"_s).toUInt();
    const uint state = m_manager.value(u"State"_s).toUInt();
    return connectivity == ConnectivityNone
           || (connectivity == ConnectivityUnknown && state != StateUnknown && state < StateConnectedLocal);
}

bool NetworkWatch::isOnline() const
{
    if (m_manager.value(u"Connectivity"_s).toUInt() == ConnectivityPortal)
        return false;
    // It knows nothing of interfaces that others manage (ifupdown, systemd-networkd).
    return !managerSeesNone() || m_hasRoute();
}

bool NetworkWatch::isMetered() const
{
    const uint metered = m_manager.value(u"Metered"_s).toUInt();
    return metered == MeteredYes || metered == MeteredGuessYes;
}

} // namespace lifeboat
