// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/apisettings.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace lifeboat {

namespace {

std::optional<in_addr> ipv4(const QString &text)
{
    in_addr address{};
    return ::inet_pton(AF_INET, text.toLatin1().constData(), &address) == 1 ? std::optional(address)
                                                                            : std::nullopt;
}

std::optional<in6_addr> ipv6(const QString &text)
{
    in6_addr address{};
    return ::inet_pton(AF_INET6, text.toLatin1().constData(), &address) == 1 ? std::optional(address)
                                                                             : std::nullopt;
}

} // namespace

bool isLoopbackAddress(const QString &address)
{
    if (const auto four = ipv4(address))
        return ntohl(four->s_addr) >> 24 == IN_LOOPBACKNET;
    const auto six = ipv6(address);
    return six && std::memcmp(&*six, &in6addr_loopback, sizeof in6addr_loopback) == 0;
}

bool isAddress(const QString &text)
{
    return ipv4(text) || ipv6(text);
}

bool isHostName(const QString &name)
{
    return !name.isEmpty() && std::ranges::all_of(name, [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
    });
}

std::optional<ListenAddress> parseListenAddress(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool isNumber = false;
    const quint16 port = text.sliced(colon + 1).toUShort(&isNumber);
    const bool hasSign = text.sliced(colon + 1).startsWith(u'+');
    if (colon < 0 || !isNumber || hasSign)
        return {};
    QString address = text.first(colon);
    const bool inBrackets = address.size() > 2 && address.startsWith(u'[') && address.endsWith(u']');
    if (inBrackets)
        address = address.sliced(1, address.size() - 2);
    if (inBrackets ? !ipv6(address) : !ipv4(address))
        return {};
    return ListenAddress{address, port, isLoopbackAddress(address)};
}

} // namespace lifeboat
