// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/remoteproperties.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString &propertiesInterface()
{
    static const QString name = u"org.freedesktop.DBus.Properties"_s;
    return name;
}

} // namespace

RemoteProperties::RemoteProperties(const QDBusConnection &bus, QString service, QString path,
                                   QString interface, QObject *parent)
    : QObject(parent), m_bus(bus), m_service(std::move(service)), m_path(std::move(path)),
      m_interface(std::move(interface))
{
    auto *watcher = new QDBusServiceWatcher(m_service, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &owner) { onOwnerChanged(owner); });
    m_bus.connect(m_service, m_path, propertiesInterface(), u"PropertiesChanged"_s, this,
                  SLOT(onPropertiesChanged(QString, QVariantMap, QStringList)));
    fetch();
}

void RemoteProperties::onOwnerChanged(const QString &newOwner)
{
    if (!newOwner.isEmpty()) {
        fetch();
        return;
    }
    ++m_fetches; // an answer of the one that went is not wanted any more
    take({});
}

void RemoteProperties::fetch()
{
    m_meanwhile.clear();
    auto message = QDBusMessage::createMethodCall(m_service, m_path, propertiesInterface(), u"GetAll"_s);
    message.setArguments({m_interface});
    message.setAutoStartService(false);
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, number = ++m_fetches] {
        watcher->deleteLater();
        if (number != m_fetches)
            return;
        const QDBusPendingReply<QVariantMap> reply = *watcher;
        QVariantMap values = reply.isError() ? QVariantMap() : reply.value();
        values.insert(
            m_meanwhile); // QtDBus delivers an answer later than the signals that were sent after it
        take(values);
    });
}

void RemoteProperties::take(const QVariantMap &values)
{
    m_known = true;
    m_values = values;
    Q_EMIT changed();
}

void RemoteProperties::onPropertiesChanged(const QString &interface, const QVariantMap &values,
                                           const QStringList &stale)
{
    if (interface != m_interface)
        return;
    m_values.insert(values);
    m_meanwhile.insert(values);
    if (!stale.isEmpty())
        fetch();
    Q_EMIT changed();
}

} // namespace lifeboat
