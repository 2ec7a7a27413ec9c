// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/httpanswer.h"

#include "base/log.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

HttpStatus statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Busy: return HttpStatus::Conflict;
    case ErrorCode::Cancelled: return HttpStatus::Unavailable;
    case ErrorCode::Timeout: return HttpStatus::GatewayTimeout;
    case ErrorCode::Network:
    case ErrorCode::Tls:
    case ErrorCode::AuthFailed:
    case ErrorCode::Forbidden:
    case ErrorCode::ClockSkew:
    case ErrorCode::BucketMissing:
    case ErrorCode::KeptByLock:
    case ErrorCode::RateLimited:
    case ErrorCode::ServerFailure:
    case ErrorCode::Protocol: return HttpStatus::BadGateway;
    default: return HttpStatus::InternalError;
    }
}

/// RFC 9110, section 5.6.7.
QByteArray httpDate(const QDateTime &now)
{
    return QLocale::c().toString(now.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s).toLatin1();
}

QByteArray jsonOf(const QJsonValue &body)
{
    const QJsonDocument document =
        body.isArray() ? QJsonDocument(body.toArray()) : QJsonDocument(body.toObject());
    return document.toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

HttpAnswer refusal(HttpStatus status, const QString &message, const QString &hint)
{
    QJsonObject body{{u"success"_s, false}, {u"error"_s, message}};
    if (!hint.isEmpty())
        body.insert(u"hint"_s, hint);
    return {status, body};
}

HttpAnswer refusal(const Error &error)
{
    return refusal(statusOf(error.code), redact(error.message), redact(error.hint));
}

QByteArray reasonPhrase(HttpStatus status)
{
    switch (status) {
    case HttpStatus::Ok: return "OK";
    case HttpStatus::BadRequest: return "Bad Request";
    case HttpStatus::Unauthorized: return "Unauthorized";
    case HttpStatus::Forbidden: return "Forbidden";
    case HttpStatus::NotFound: return "Not Found";
    case HttpStatus::MethodNotAllowed: return "Method Not Allowed";
    case HttpStatus::RequestTimeout: return "Request Timeout";
    case HttpStatus::Conflict: return "Conflict";
    case HttpStatus::LengthRequired: return "Length Required";
    case HttpStatus::ContentTooLarge: return "Content Too Large";
    case HttpStatus::UriTooLong: return "URI Too Long";
    case HttpStatus::ExpectationFailed: return "Expectation Failed";
    case HttpStatus::HeaderFieldsTooLarge: return "Request Header Fields Too Large";
    case HttpStatus::InternalError: return "Internal Server Error";
    case HttpStatus::BadGateway: return "Bad Gateway";
    case HttpStatus::Unavailable: return "Service Unavailable";
    case HttpStatus::GatewayTimeout: return "Gateway Timeout";
    case HttpStatus::VersionNotSupported: return "HTTP Version Not Supported";
    }
    Q_UNREACHABLE();
}

QByteArray toBytes(const HttpAnswer &answer, const QDateTime &now, bool withBody)
{
    const QByteArray body = jsonOf(answer.body);
    QByteArray out =
        "HTTP/1.1 " + QByteArray::number(static_cast<int>(answer.status)) + ' ' + reasonPhrase(answer.status)
        + "\r\nDate: " + httpDate(now)
        + "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
          "Connection: close\r\n";
    for (const auto &[name, value] : answer.headers)
        out += name + ": " + value + "\r\n";
    return out + "\r\n" + (withBody ? body : QByteArray());
}

} // namespace lifeboat
