// SPDX-License-Identifier: GPL-3.0-or-later
// The properties of one D-Bus object, kept up to date: none while its service is not there. It is never
// started by our asking. One thread with an event loop; nothing waits.
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QVariantMap>

namespace lifeboat {

class RemoteProperties final : public QObject
{
    Q_OBJECT
public:
    RemoteProperties(const QDBusConnection &bus, QString service, QString path, QString interface,
                     QObject *parent = nullptr);

    /// The service has answered, or is not there.
    [[nodiscard]] bool isKnown() const { return m_known; }
    /// Invalid when it is not there or has no such property.
    [[nodiscard]] QVariant value(const QString &name) const { return m_values.value(name); }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onPropertiesChanged(const QString &interface, const QVariantMap &values, const QStringList &stale);

private:
    void fetch();
    void onOwnerChanged(const QString &newOwner);
    void take(const QVariantMap &values);

    QDBusConnection m_bus;
    QString m_service;
    QString m_path;
    QString m_interface;
    QVariantMap m_values;
    QVariantMap m_meanwhile; ///< what signals brought since the latest fetch() was sent
    quint64 m_fetches = 0;
    bool m_known = false;
};

} // namespace lifeboat
