// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/inhibitorlock.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace lifeboat {

using namespace Qt::StringLiterals;

InhibitorLock::InhibitorLock(const QDBusConnection &systemBus, QObject *parent)
    : QObject(parent), m_bus(systemBus)
{
}

void InhibitorLock::take(const QString &why, Mode mode)
{
    release();
    ask(why, mode);
}

void InhibitorLock::ask(const QString &why, Mode mode)
{
    auto message = QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
                                                  u"org.freedesktop.login1.Manager"_s, u"Inhibit"_s);
    message.setArguments(
        {u"shutdown:sleep"_s, u"Lifeboat"_s, why, mode == Mode::Block ? u"block"_s : u"delay"_s});
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, why, mode, wish = m_wish] {
        watcher->deleteLater();
        if (wish != m_wish)
            return; // the lock goes with the reply
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (reply.isError() && mode == Mode::Block) {
            ask(why, Mode::Delay);
            return;
        }
        if (!reply.isError())
            m_lock = reply.value();
        Q_EMIT settled(isHeld());
    });
}

void InhibitorLock::release()
{
    ++m_wish;
    m_lock = {};
}

} // namespace lifeboat
