// SPDX-License-Identifier: GPL-3.0-or-later
// Where the admin API listens, if anywhere, and the addresses people write for it. Pure functions.
#pragma once

#include <QStringList>

#include <optional>

namespace lifeboat {

/// [api] in the settings for all profiles.
struct ApiSettings
{
    QString listen; ///< "127.0.0.1:8737"; empty: nowhere. Always one that parseListenAddress() takes.
    bool allowRemote = false; ///< whether that may be an address other machines reach
    QString tokenFile;        ///< as the file has it; empty: apiTokenFile()'s default
    QStringList hosts;        ///< names it answers to, besides its own

    bool operator==(const ApiSettings &) const = default;
};

struct ListenAddress
{
    QString address; ///< an IPv4 or IPv6 address, without brackets
    quint16 port = 0;
    bool isLoopback = false;
};

/// "127.0.0.1:8737", "[::1]:8737"; port 0 lets the system choose. Nothing for anything else: names are not
/// looked up.
[[nodiscard]] std::optional<ListenAddress> parseListenAddress(const QString &text);

/// 127.0.0.0/8 or ::1, without brackets.
[[nodiscard]] bool isLoopbackAddress(const QString &address);
/// An IPv4 or IPv6 address as inet_pton(3) reads it.
[[nodiscard]] bool isAddress(const QString &text);
/// What a Host header may carry as a name: no port, no pattern.
[[nodiscard]] bool isHostName(const QString &name);

} // namespace lifeboat
