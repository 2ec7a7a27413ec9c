// SPDX-License-Identifier: GPL-3.0-or-later
// Which proxy the environment asks for, by the rules curl made common: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
// NO_PROXY, lower-case names first. Pure functions; no thread, no ownership.
#pragma once

#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QUrl>

namespace lifeboat {

/// 127.0.0.0/8, ::1, localhost and names below it.
[[nodiscard]] bool isLoopbackHost(const QString &host);

/// QNetworkProxy::NoProxy for loopback hosts and for what NO_PROXY names ("*", host, .domain, address,
/// subnet, each with an optional port).
[[nodiscard]] QNetworkProxy chooseProxy(const QUrl &url, const QProcessEnvironment &environment);

} // namespace lifeboat
