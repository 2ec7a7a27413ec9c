// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP requests by which alerts go out. Pure functions. Addresses and tokens are secrets: errors name
// neither.
#pragma once

#include "base/secretbytes.h"
#include "engine/profile.h"
#include "service/alertmessage.h"
#include "storage/http/transport.h"

namespace lifeboat {

enum class Ping { Start, Success, Fail };

/// For a dead-man's switch in the manner of healthchecks.io (healthchecks.io/docs/http_api): a POST to the
/// address itself, or with "/start" or "/fail" at the end of its path. ErrorCode::Configuration for what is
/// no http address.
[[nodiscard]] Result<HttpRequest> pingRequest(const QString &address, Ping ping, const QString &body);

/// In the shape that `settings` asks for: our own JSON, ntfy's (docs.ntfy.sh/publish) or Gotify's
/// (gotify.net/docs/pushmsg). ErrorCode::Configuration as above, and for a token that no header can carry.
[[nodiscard]] Result<HttpRequest> webhookRequest(const AlertSettings &settings, const SecretBytes &token,
                                                 const Alert &alert);

/// `text` as a header can carry it: as it is when plain ASCII, else in encoded words (RFC 2047).
[[nodiscard]] QByteArray headerText(const QString &text);

} // namespace lifeboat
