// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/notifications.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QVariantMap>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString &serviceName()
{
    static const QString name = u"org.freedesktop.Notifications"_s;
    return name;
}

QDBusMessage callOf(const QString &method, const QVariantList &arguments = {})
{
    auto message = QDBusMessage::createMethodCall(serviceName(), u"/org/freedesktop/Notifications"_s,
                                                  serviceName(), method);
    message.setArguments(arguments);
    return message;
}

uchar level(Notification::Urgency urgency)
{
    switch (urgency) {
    case Notification::Urgency::Low: return 0;
    case Notification::Urgency::Normal: return 1;
    case Notification::Urgency::Critical: return 2;
    }
    return 1;
}

} // namespace

Notifier::Notifier(const QDBusConnection &sessionBus, QObject *parent) : QObject(parent), m_bus(sessionBus)
{
    auto *watcher =
        new QDBusServiceWatcher(serviceName(), m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &owner) { onOwnerChanged(owner); });
    const auto listen = [this](const QString &signal, const char *slot) {
        m_bus.connect(serviceName(), u"/org/freedesktop/Notifications"_s, serviceName(), signal, this, slot);
    };
    listen(u"ActionInvoked"_s, SLOT(onActionInvoked(uint, QString)));
    listen(u"ActivationToken"_s, SLOT(onActivationToken(uint, QString)));
    listen(u"NotificationClosed"_s, SLOT(onNotificationClosed(uint)));
}

Notifier::~Notifier()
{
    for (const Entry &entry : std::as_const(m_entries)) {
        if (entry.id != 0 && !entry.wanted.actions.isEmpty())
            closeOnScreen(entry.id);
    }
}

void Notifier::show(const Notification &notification)
{
    Entry &entry = m_entries[notification.key];
    entry.wanted = notification;
    entry.due = true;
    flush();
}

void Notifier::close(const QString &key)
{
    const auto entry = m_entries.constFind(key);
    if (entry == m_entries.cend())
        return;
    closeOnScreen(entry->id);
    m_entries.erase(entry);
}

void Notifier::flush()
{
    if (!m_capabilities) {
        askCapabilities();
        return;
    }
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        if (entry->due && entry->sending == 0)
            send(entry.key(), *entry);
    }
}

/// They decide about buttons and the escaping of the text. Asking starts a service that is started by being
/// used.
void Notifier::askCapabilities()
{
    if (std::exchange(m_asking, true))
        return;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(u"GetCapabilities"_s)), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_asking = false;
        const QDBusPendingReply<QStringList> reply = *watcher;
        if (reply.isError()) {
            giveUpWaiting();
            return;
        }
        m_capabilities = reply.value();
        flush();
    });
}

void Notifier::giveUpWaiting()
{
    QList<Notification> lost;
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        const bool waits = entry->due;
        if (waits)
            lost.append(entry->wanted);
        entry->due = false;
        // What stays is shown by a service that comes later.
        entry = waits && !entry->wanted.stays() ? m_entries.erase(entry) : std::next(entry);
    }
    for (const Notification &notification : lost)
        Q_EMIT undelivered(notification);
}

QVariantList Notifier::argumentsOf(const Entry &entry) const
{
    const Notification &wanted = entry.wanted;
    const bool isMarkup = m_capabilities->contains(u"body-markup");
    QStringList actions;
    if (m_capabilities->contains(u"actions")) {
        for (const NotificationAction &action : wanted.actions)
            actions << action.id << action.text;
    }
    const QVariantMap hints{{u"urgency"_s, QVariant::fromValue(level(wanted.urgency))},
                            {u"desktop-entry"_s, u"lifeboat"_s}};
    constexpr int never = 0;
    constexpr int asTheServiceLikes = -1;
    return {u"Lifeboat"_s,
            entry.id,
            u"lifeboat"_s, // the icon's name
            wanted.title,
            isMarkup ? wanted.body.toHtmlEscaped() : wanted.body,
            actions,
            hints,
            wanted.stays() ? never : asTheServiceLikes};
}

void Notifier::send(const QString &key, Entry &entry)
{
    entry.due = false;
    const quint64 number = ++m_calls;
    entry.sending = number;
    auto *watcher =
        new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(u"Notify"_s, argumentsOf(entry))), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key, number] {
        watcher->deleteLater();
        onSent(key, number, *watcher);
    });
}

void Notifier::onSent(const QString &key, quint64 number, const QDBusPendingCall &call)
{
    const QDBusPendingReply<uint> reply = call;
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end() || entry->sending != number) { // closed meanwhile
        if (!reply.isError())
            closeOnScreen(reply.value());
        return;
    }
    entry->sending = 0;
    if (!reply.isError()) {
        entry->id = reply.value();
        flush();
        return;
    }
    if (entry->due) { // a newer one is tried next
        flush();
        return;
    }
    const Notification lost = entry->wanted;
    if (!lost.stays())
        m_entries.erase(entry);
    Q_EMIT undelivered(lost);
}

void Notifier::onOwnerChanged(const QString &newOwner)
{
    m_capabilities.reset();
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        entry->id = 0;
        entry->due = entry->due || entry->wanted.stays();
        entry = entry->due || entry->sending != 0 ? std::next(entry) : m_entries.erase(entry);
    }
    if (!newOwner.isEmpty() && !m_entries.isEmpty())
        flush();
}

void Notifier::closeOnScreen(uint id)
{
    if (id != 0)
        m_bus.send(callOf(u"CloseNotification"_s, {id}));
}

QString Notifier::keyOf(uint id) const
{
    for (auto entry = m_entries.cbegin(); entry != m_entries.cend(); ++entry) {
        if (id != 0 && entry->id == id)
            return entry.key();
    }
    return {};
}

void Notifier::onActivationToken(uint id, const QString &token)
{
    m_activation = {id, token};
}

void Notifier::onActionInvoked(uint id, const QString &action)
{
    const auto [tokenOf, token] = std::exchange(m_activation, {});
    if (const QString key = keyOf(id); !key.isEmpty())
        Q_EMIT actionInvoked(key, action, tokenOf == id ? token : QString());
}

void Notifier::onNotificationClosed(uint id)
{
    const auto entry = m_entries.find(keyOf(id));
    if (entry == m_entries.end())
        return;
    entry->id = 0;
    if (!entry->due && entry->sending == 0)
        m_entries.erase(entry);
}

} // namespace lifeboat
