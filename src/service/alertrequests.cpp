// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/alertrequests.h"

#include "base/text.h"

#include <QJsonDocument>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const auto operation = u"alert.address"_s;

bool isPrintableAscii(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Result<HttpRequest> requestTo(const QString &address)
{
    HttpRequest request;
    request.method = "POST";
    request.url = QUrl(address.trimmed(), QUrl::StrictMode).adjusted(QUrl::RemoveFragment);
    request.secretPath = true;
    const bool usable = request.url.isValid() && !request.url.host().isEmpty()
                        && (request.url.scheme() == u"https" || request.url.scheme() == u"http");
    if (!usable) {
        return fail(ErrorCode::Configuration, operation,
                    Text::tr("The address for alerts is no web address."),
                    Text::tr("It must begin with https:// and have a host name."));
    }
    if (!request.url.userInfo().isEmpty()) {
        return fail(ErrorCode::Configuration, operation,
                    Text::tr("The address for alerts has a name or password in front of its host."),
                    Text::tr("Give the webhook a token instead."));
    }
    return request;
}

void appendToPath(QUrl &url, const QString &end)
{
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + end, QUrl::TolerantMode);
}

/// 1 to 5, as ntfy counts; Gotify's scale is twice as long.
int priorityOf(AlertKind kind)
{
    switch (kind) {
    case AlertKind::Succeeded: return 2;
    case AlertKind::Recovered:
    case AlertKind::Test: return 3;
    case AlertKind::Failed:
    case AlertKind::Late: return 4;
    case AlertKind::Overdue:
    case AlertKind::DrillFailed: return 5;
    }
    Q_UNREACHABLE();
}

QByteArray tagOf(AlertKind kind)
{
    switch (kind) {
    case AlertKind::Succeeded:
    case AlertKind::Recovered: return "white_check_mark";
    case AlertKind::Test: return "information_source";
    case AlertKind::Late: return "warning";
    case AlertKind::Failed:
    case AlertKind::Overdue:
    case AlertKind::DrillFailed: return "rotating_light";
    }
    Q_UNREACHABLE();
}

void shapeAsJson(HttpRequest &request, const QJsonObject &body)
{
    request.headers.emplaceBack("Content-Type", "application/json");
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
}

void shapeForNtfy(HttpRequest &request, const Alert &alert)
{
    request.headers.append({{"Content-Type", "text/plain; charset=utf-8"},
                            {"Title", headerText(alertTitle(alert))},
                            {"Priority", QByteArray::number(priorityOf(alert.kind))},
                            {"Tags", tagOf(alert.kind)}});
    request.body = alertText(alert).toUtf8();
}

void shapeForGotify(HttpRequest &request, const Alert &alert)
{
    if (!request.url.path().endsWith(u"/message"))
        appendToPath(request.url, u"/message"_s);
    shapeAsJson(request, {{u"title"_s, alertTitle(alert)},
                          {u"message"_s, alertText(alert)},
                          {u"priority"_s, 2 * priorityOf(alert.kind)}});
}

} // namespace

Result<HttpRequest> pingRequest(const QString &address, Ping ping, const QString &body)
{
    auto request = requestTo(address);
    if (!request)
        return request;
    if (ping != Ping::Success)
        appendToPath(request->url, ping == Ping::Start ? u"/start"_s : u"/fail"_s);
    request->headers.emplaceBack("Content-Type", "text/plain; charset=utf-8");
    request->body = body.toUtf8();
    return request;
}

Result<HttpRequest> webhookRequest(const AlertSettings &settings, const SecretBytes &token,
                                   const Alert &alert)
{
    auto request = requestTo(settings.webhookUrl);
    if (!request)
        return request;
    if (!isPrintableAscii(token.view())) {
        return fail(ErrorCode::Configuration, operation,
                    Text::tr("The webhook's token has characters that cannot be sent."),
                    Text::tr("Enter it again, without line breaks."));
    }
    if (!token.isEmpty() && settings.webhookShape == AlertSettings::WebhookShape::Gotify)
        request->headers.append({"X-Gotify-Key", token.view().toByteArray()});
    else if (!token.isEmpty())
        request->headers.append({"Authorization", "Bearer " + token.view().toByteArray()});
    switch (settings.webhookShape) {
    case AlertSettings::WebhookShape::Json: shapeAsJson(*request, alertJson(alert)); break;
    case AlertSettings::WebhookShape::Ntfy: shapeForNtfy(*request, alert); break;
    case AlertSettings::WebhookShape::Gotify: shapeForGotify(*request, alert); break;
    }
    return request;
}

QByteArray headerText(const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    // What looks like an encoded word would be taken for one.
    if (isPrintableAscii(utf8) && !utf8.contains("=?"))
        return utf8;
    constexpr qsizetype mostBytes = 39; // 52 in Base64: "Subject: " and one word fit into a line of 76
    QByteArray words;
    for (qsizetype at = 0; at < utf8.size();) {
        qsizetype end = std::min(at + mostBytes, utf8.size());
        while (end < utf8.size() && (static_cast<uchar>(utf8[end]) & 0xC0) == 0x80)
            --end; // a word holds whole characters
        if (at > 0)
            words += ' ';
        words += "=?UTF-8?B?" + utf8.sliced(at, end - at).toBase64() + "?=";
        at = end;
    }
    return words;
}

} // namespace lifeboat
