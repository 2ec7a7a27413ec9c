// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tray/trayhosts.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QDBusVariant>
#include <QGuiApplication>

#include <cstdlib>
#include <xcb/xcb.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString &watcherName()
{
    static const QString name = u"org.kde.StatusNotifierWatcher"_s;
    return name;
}

const QString &watcherPath()
{
    static const QString path = u"/StatusNotifierWatcher"_s;
    return path;
}

/// Null on Wayland, and without a screen.
xcb_connection_t *screenConnection()
{
    const auto *x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    return x11 ? x11->connection() : nullptr;
}

template<typename T> using Reply = std::unique_ptr<T, decltype(&std::free)>;

xcb_atom_t atomOf(xcb_connection_t *screen, QByteArrayView name)
{
    const auto cookie = xcb_intern_atom(screen, false, static_cast<quint16>(name.size()), name.constData());
    const Reply<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(screen, cookie, nullptr), &std::free);
    return reply ? reply->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
}

xcb_window_t ownerOf(xcb_connection_t *screen, xcb_atom_t selection)
{
    const auto cookie = xcb_get_selection_owner(screen, selection);
    const Reply<xcb_get_selection_owner_reply_t> reply(xcb_get_selection_owner_reply(screen, cookie, nullptr),
                                                       &std::free);
    return reply ? reply->owner : static_cast<xcb_window_t>(XCB_WINDOW_NONE);
}

} // namespace

TrayHosts::TrayHosts(const QDBusConnection &sessionBus, QObject *parent) : QObject(parent), m_bus(sessionBus)
{
    auto *watcher =
        new QDBusServiceWatcher(watcherName(), m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, &TrayHosts::askBus);
    for (const QString &signal : {u"StatusNotifierHostRegistered"_s, u"StatusNotifierHostUnregistered"_s})
        m_bus.connect(watcherName(), watcherPath(), watcherName(), signal, this, SLOT(askBus()));
    if (auto *screen = screenConnection()) {
        // Qt looks after its first screen only, as do the trays we know.
        m_manager = atomOf(screen, "MANAGER");
        m_selection = atomOf(screen, "_NET_SYSTEM_TRAY_S0");
        qGuiApp->installNativeEventFilter(this);
        askScreen();
    }
    askBus();
}

TrayHosts::~TrayHosts() = default;

void TrayHosts::askBus()
{
    auto message = QDBusMessage::createMethodCall(watcherName(), watcherPath(),
                                                  u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    message.setArguments({watcherName(), u"IsStatusNotifierHostRegistered"_s});
    message.setAutoStartService(false);
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        noteBus(!reply.isError() && reply.value().variant().toBool());
    });
}

void TrayHosts::noteBus(bool there)
{
    const bool isFirst = !m_onBus;
    m_onBus = there;
    decide();
    if (isFirst)
        Q_EMIT known();
}

void TrayHosts::askScreen()
{
    auto *screen = screenConnection();
    m_onScreen = ownerOf(screen, m_selection);
    if (m_onScreen != XCB_WINDOW_NONE) {
        const quint32 events = XCB_EVENT_MASK_STRUCTURE_NOTIFY; // as Qt does on the same connection
        xcb_change_window_attributes(screen, m_onScreen, XCB_CW_EVENT_MASK, &events);
        xcb_flush(screen);
    }
}

bool TrayHosts::nativeEventFilter(const QByteArray &type, void *message, qintptr *)
{
    if (type != "xcb_generic_event_t")
        return false;
    const auto *event = static_cast<const xcb_generic_event_t *>(message);
    const auto *said = reinterpret_cast<const xcb_client_message_event_t *>(event);
    const auto *destroyed = reinterpret_cast<const xcb_destroy_notify_event_t *>(event);
    constexpr int sentBySomebody = 0x80;
    switch (event->response_type & ~sentBySomebody) {
    case XCB_CLIENT_MESSAGE:
        if (said->type != m_manager || said->data.data32[1] != m_selection)
            return false;
        break;
    case XCB_DESTROY_NOTIFY:
        if (m_onScreen == XCB_WINDOW_NONE || destroyed->window != m_onScreen)
            return false;
        break;
    default: return false;
    }
    askScreen();
    // Qt has to see this event before its tray icon is touched.
    QMetaObject::invokeMethod(this, &TrayHosts::decide, Qt::QueuedConnection);
    return false;
}

void TrayHosts::decide()
{
    if (!m_onBus)
        return;
    const bool onScreen = m_onScreen != XCB_WINDOW_NONE;
    if (!m_used && (*m_onBus || onScreen))
        m_used = *m_onBus ? Protocol::StatusNotifier : Protocol::XEmbed;
    const bool there = m_used == Protocol::StatusNotifier ? *m_onBus : m_used && onScreen;
    if (std::exchange(m_there, there) != there)
        Q_EMIT changed(there);
}

} // namespace lifeboat
