// SPDX-License-Identifier: GPL-3.0-or-later
// Which proxy the environment asks for, by the rules curl made common: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
// NO_PROXY, lower-case names first. Pure functions; no thread, no ownership.
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QUrl>

namespace lifeboat {

/// 127.0.0.0/8, ::1, localhost and names below it.
[[nodiscard]] bool isLoopbackHost(const QString &host);

struct ProxyChoice
{
    enum class Kind { None, Http, Socks5 };

    Kind kind = Kind::None;
    QString host = {};
    quint16 port = 0;
    QString user = {};     ///< decoded; empty: the proxy asks for none
    QString password = {}; ///< decoded

    [[nodiscard]] bool isUsed() const { return kind != Kind::None; }
    /// "http://host:port" or "socks5h://host:port" (the proxy resolves names), never with the password.
    [[nodiscard]] QByteArray url() const;
};

/// Kind::None for loopback hosts and for what NO_PROXY names ("*", host, .domain, address,
/// subnet, each with an optional port).
[[nodiscard]] ProxyChoice chooseProxy(const QUrl &url, const QProcessEnvironment &environment);

} // namespace lifeboat
