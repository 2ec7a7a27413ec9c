// SPDX-License-Identifier: GPL-3.0-or-later
// Whether somebody shows tray icons: a StatusNotifier host on the session bus, or the owner of the X11
// selection of the System Tray Protocol. Qt looks for the former once, when QSystemTrayIcon is first touched,
// and never again: so nothing of it may be touched before isThere().
// https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
// https://specifications.freedesktop.org/systemtray-spec/systemtray-spec-latest.html
// Window's thread; nothing waits for the bus.
#pragma once

#include <QAbstractNativeEventFilter>
#include <QDBusConnection>
#include <QObject>

#include <optional>

namespace lifeboat {

class TrayHosts final : public QObject, private QAbstractNativeEventFilter
{
    Q_OBJECT
public:
    explicit TrayHosts(const QDBusConnection &sessionBus, QObject *parent = nullptr);
    ~TrayHosts() override;

    [[nodiscard]] bool isThere() const { return m_there; }
    /// The bus and the X server have been asked: what is not there now may only come later.
    [[nodiscard]] bool isKnown() const { return m_onBus.has_value(); }

Q_SIGNALS:
    void known();
    void changed(bool there);

private Q_SLOTS:
    void askBus();

private:
    enum class Protocol { StatusNotifier, XEmbed };

    bool nativeEventFilter(const QByteArray &type, void *message, qintptr *result) override;
    void noteBus(bool there);
    /// Watches the window of the owner, too, whose end is told by no other sign.
    void askScreen();
    void decide();

    QDBusConnection m_bus;
    std::optional<bool> m_onBus; ///< unknown until it has answered
    quint32 m_onScreen = 0;      ///< the X11 window that takes icons
    quint32 m_manager = 0;       ///< atoms
    quint32 m_selection = 0;
    std::optional<Protocol> m_used; ///< the one that Qt has chosen, for as long as the process lives
    bool m_there = false;
};

} // namespace lifeboat
