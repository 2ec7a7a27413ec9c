// SPDX-License-Identifier: GPL-3.0-or-later
// What qtkeychain does not tell: whether a keychain is there, whether it is locked, and unlocking it with an
// end to the waiting. https://specifications.freedesktop.org/secret-service-spec/latest/
// Used from one thread, for one call; blocks with an event loop of its own.
#pragma once

#include "base/canceltoken.h"
#include "base/result.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDeadlineTimer>

namespace lifeboat {

class SecretService final
{
public:
    SecretService();
    ~SecretService();
    Q_DISABLE_COPY_MOVE(SecretService)

    /// A Secret Service or KWallet is on the session bus, or would be started by using it.
    [[nodiscard]] bool isThere() const { return m_speaksSecrets || m_speaksKWallet; }
    /// Asks the owner for the password of the default collection if it is locked. PermissionDenied when that
    /// was dismissed or took longer than `deadline`; Cancelled.
    [[nodiscard]] Result<void> unlock(const QDeadlineTimer &deadline, const CancelToken &cancel);
    /// After the program that answers: "GNOME Keyring"; empty when nothing does.
    [[nodiscard]] QString displayName() const;

private:
    /// An invalid message when nothing came in time.
    [[nodiscard]] QDBusMessage call(const QString &path, const QString &interface, const QString &method,
                                    const QVariantList &arguments, const QDeadlineTimer &deadline,
                                    const CancelToken &cancel);
    [[nodiscard]] Result<void> prompt(const QString &path, const QDeadlineTimer &deadline,
                                      const CancelToken &cancel);

    QString m_connectionName;
    QDBusConnection m_bus;
    bool m_speaksSecrets = false;
    bool m_speaksKWallet = false;
};

/// The error of a keychain that was not opened: Cancelled or PermissionDenied; the hint is left to who knows
/// which secret was asked for.
[[nodiscard]] Error stillLocked(const CancelToken &cancel);

} // namespace lifeboat
