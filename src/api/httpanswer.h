// SPDX-License-Identifier: GPL-3.0-or-later
// An answer of the admin API: a status of HTTP and a JSON document. Plain values; pure functions.
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonValue>
#include <QList>

#include <utility>

namespace lifeboat {

/// Those the API gives (RFC 9110, section 15; 431: RFC 6585).
enum class HttpStatus {
    Ok = 200,
    BadRequest = 400,
    Unauthorized = 401,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    RequestTimeout = 408,
    Conflict = 409,
    LengthRequired = 411,
    ContentTooLarge = 413,
    UriTooLong = 414,
    ExpectationFailed = 417,
    HeaderFieldsTooLarge = 431,
    InternalError = 500,
    BadGateway = 502,
    Unavailable = 503,
    GatewayTimeout = 504,
    VersionNotSupported = 505,
};

struct HttpAnswer
{
    HttpStatus status = HttpStatus::Ok;
    QJsonValue body;                                       ///< an object or an array
    QList<std::pair<QByteArray, QByteArray>> headers = {}; ///< besides those every answer has
};

/// {"success": false, "error": message, "hint": hint}, without a hint that is empty.
[[nodiscard]] HttpAnswer refusal(HttpStatus status, const QString &message, const QString &hint = {});
/// The answer to a use case that failed: 409 while another job runs, 502 and 504 when the store is to blame,
/// 503 when it was called off, else 500. Redacted.
[[nodiscard]] HttpAnswer refusal(const Error &error);

/// "Not Found".
[[nodiscard]] QByteArray reasonPhrase(HttpStatus status);
/// As HTTP/1.1 has it on the wire, without the body for those who asked by HEAD. The connection is to be
/// closed behind it.
[[nodiscard]] QByteArray toBytes(const HttpAnswer &answer, const QDateTime &now, bool withBody = true);

} // namespace lifeboat
