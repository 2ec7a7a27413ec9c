// SPDX-License-Identifier: GPL-3.0-or-later
// Notifications through the desktop's own service, with buttons.
// https://specifications.freedesktop.org/notification-spec/latest/
// Lives in one thread with an event loop; nothing waits for the service. One that starts late, or anew, is
// shown what still stands.
#pragma once

#include "engine/notification.h"

#include <QDBusConnection>
#include <QHash>
#include <QObject>

#include <optional>

class QDBusPendingCall;

namespace lifeboat {

class Notifier final : public QObject, public NotificationSink
{
    Q_OBJECT
public:
    explicit Notifier(const QDBusConnection &sessionBus, QObject *parent = nullptr);
    /// Closes those with buttons, which nobody would answer any more.
    ~Notifier() override;

    void show(const Notification &notification) override;
    void close(const QString &key) override;

Q_SIGNALS:
    /// `activationToken` lets a window of ours come to the front on Wayland; often empty.
    void actionInvoked(const QString &key, const QString &action, const QString &activationToken);
    /// Nobody shows it: there is no notification service, or it refused.
    void undelivered(const lifeboat::Notification &notification);

private Q_SLOTS:
    void onActionInvoked(uint id, const QString &action);
    void onActivationToken(uint id, const QString &token);
    void onNotificationClosed(uint id);

private:
    struct Entry
    {
        Notification wanted;
        uint id = 0;         ///< the service's; 0: not on the screen
        bool due = true;     ///< `wanted` was not sent yet
        quint64 sending = 0; ///< the number of the call whose answer brings the id; 0: none is on its way
    };

    void onOwnerChanged(const QString &newOwner);
    void flush();
    void askCapabilities();
    void giveUpWaiting();
    void send(const QString &key, Entry &entry);
    void onSent(const QString &key, quint64 number, const QDBusPendingCall &call);
    void closeOnScreen(uint id);
    [[nodiscard]] QString keyOf(uint id) const;
    [[nodiscard]] QVariantList argumentsOf(const Entry &entry) const;

    QDBusConnection m_bus;
    QHash<QString, Entry> m_entries;
    std::optional<QStringList> m_capabilities; ///< of the service that runs now
    bool m_asking = false;
    quint64 m_calls = 0;
    std::pair<uint, QString> m_activation; ///< comes just before its action
};

} // namespace lifeboat
