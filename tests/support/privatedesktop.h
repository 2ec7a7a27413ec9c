// SPDX-License-Identifier: GPL-3.0-or-later
// A desktop session for one test: a D-Bus of its own that starts nothing by itself, a home folder of its own,
// and on request GNOME Keyring in it. All of it ends with the object.
#pragma once

#include "support/companionprocess.h"

#include <QDBusConnection>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace lifeboat {

class PrivateDesktop final
{
public:
    PrivateDesktop() = default;
    ~PrivateDesktop();
    Q_DISABLE_COPY_MOVE(PrivateDesktop)

    /// The programs this needs are not on this machine.
    [[nodiscard]] static bool maySkip();

    /// False with reason() when the bus did not start.
    [[nodiscard]] bool start();
    /// GNOME Keyring with an unlocked default collection; the second start finds what the first one stored.
    [[nodiscard]] bool startKeyring();
    void stopKeyring();
    /// Locks the default collection, as its owner would.
    [[nodiscard]] bool lockKeyring();

    /// For programs that shall live in this session: no display, and nothing of ours but PATH.
    [[nodiscard]] QProcessEnvironment environment() const;
    /// As above, with a bus address where nobody listens.
    [[nodiscard]] QProcessEnvironment environmentWithoutBus() const;
    [[nodiscard]] QDBusConnection bus() const;
    [[nodiscard]] QString reason() const { return m_reason; }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<CompanionProcess> m_daemon;
    std::unique_ptr<CompanionProcess> m_keyring;
    QString m_reason;
};

} // namespace lifeboat
