// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/adminapi.h"

#include "base/format.h"
#include "base/log.h"
#include "base/sha256.h"
#include "base/text.h"
#include "engine/alertrules.h"
#include "engine/config/apisettings.h"

#include <QJsonArray>
#include <QJsonObject>

#include <array>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct Route
{
    QByteArrayView path;
    QByteArrayView method;
    ApiCall::Kind kind;
};

constexpr std::array routes{
    Route{"/api/admin/backup", "POST", ApiCall::Kind::BackUp},
    Route{"/api/admin/backups", "GET", ApiCall::Kind::List},
    Route{"/api/admin/health", "GET", ApiCall::Kind::Health},
};

SecretBytes digestOf(QByteArrayView token)
{
    return SecretBytes(QByteArrayView(Sha256::of(token)));
}

ApiRefusal refuse(HttpStatus status, const QString &message, const QString &hint = {})
{
    return {refusal(status, message, hint)};
}

/// What is before the port in "name", "name:port", "address:port", "[address]:port"; empty for anything else.
QString hostOf(QByteArrayView authority)
{
    const QString text = QString::fromLatin1(authority);
    const bool inBrackets = text.startsWith(u'[');
    const qsizetype colon = inBrackets ? text.indexOf(u':', text.indexOf(u']')) : text.indexOf(u':');
    if (colon >= 0) {
        bool isNumber = false;
        std::ignore = text.sliced(colon + 1).toUShort(&isNumber);
        if (!isNumber)
            return {};
    }
    const QString host = colon < 0 ? text : text.first(colon);
    if (!inBrackets)
        return host;
    const QString address = host.endsWith(u']') ? host.sliced(1, host.size() - 2) : QString();
    return isAddress(address) ? address : QString();
}

/// A page of another site cannot have its own name looked up to our address and be let in: an address in
/// the header was not looked up, and names are only those we were told.
bool isOurs(QByteArrayView authority, const ApiAccess &access)
{
    const QString host = hostOf(authority);
    if (host.isEmpty())
        return false;
    if (isLoopbackAddress(host) || host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0)
        return true;
    return access.hosts.contains(host, Qt::CaseInsensitive) || (access.allowRemote && isAddress(host));
}

/// Browsers say which page a request comes from; programs do not.
bool isOwnOrigin(QByteArrayView origin, QByteArrayView host)
{
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (origin.startsWith(scheme))
            return origin.sliced(scheme.size()).compare(host, Qt::CaseInsensitive) == 0;
    }
    return false;
}

std::optional<ApiRefusal> checkBrowser(const HttpRequest &request, const ApiAccess &access)
{
    const auto host = request.header("Host");
    if (!host)
        return refuse(HttpStatus::BadRequest, Text::tr("The header Host is missing."));
    if (!isOurs(*host, access))
        return refuse(HttpStatus::Forbidden, Text::tr("The header Host names another server."),
                      Text::tr("Ask by address, or add the name to hosts below [api] in lifeboat.toml."));
    if (const auto origin = request.header("Origin"); origin && !isOwnOrigin(*origin, *host))
        return refuse(HttpStatus::Forbidden,
                      Text::tr("Requests from pages of other sites are not answered."));
    return {};
}

/// RFC 6750, section 2.1: the scheme knows no case.
std::optional<ApiRefusal> checkToken(const HttpRequest &request, const ApiAccess &access)
{
    const auto given = request.header("Authorization");
    const QByteArrayView scheme("bearer ");
    const bool isBearer =
        given
        && given->first(std::min(given->size(), scheme.size())).compare(scheme, Qt::CaseInsensitive) == 0;
    if (isBearer && digestOf(given->sliced(scheme.size())).equals(access.tokenDigest))
        return {};
    ApiRefusal refused = refuse(HttpStatus::Unauthorized,
                                given ? Text::tr("The token is wrong.") : Text::tr("This takes a token."),
                                Text::tr("Send the header \"Authorization: Bearer TOKEN\"."));
    refused.answer.headers = {{"WWW-Authenticate", "Bearer realm=\"lifeboat\""}};
    refused.isGuess = given.has_value();
    return refused;
}

/// Percent-encoded UTF-8 (RFC 3986, section 2.1) without control characters; nothing for anything else.
std::optional<QString> decoded(QByteArrayView text)
{
    const QByteArray bytes = QByteArray::fromPercentEncoding(text.toByteArray());
    const QString name = QString::fromUtf8(bytes);
    const bool hasControl =
        std::ranges::any_of(name, [](QChar c) { return c.category() == QChar::Other_Control; });
    return bytes.isValidUtf8() && !hasControl ? std::optional(name) : std::nullopt;
}

/// The one the query names, or the only one.
std::variant<QString, ApiRefusal> chosenProfile(QByteArrayView query, const QStringList &profiles)
{
    const QString names = profiles.isEmpty() ? Text::tr("There are no profiles.")
                                             : Text::tr("The profiles: %1.").arg(profiles.join(u", "));
    if (query.isEmpty()) {
        if (profiles.size() == 1)
            return profiles.constFirst();
        return profiles.isEmpty() ? refuse(HttpStatus::NotFound, names)
                                  : refuse(HttpStatus::BadRequest,
                                           Text::tr("Say which profile is meant: ?profile=NAME."), names);
    }
    const QByteArrayView key("profile=");
    const auto name =
        query.startsWith(key) && !query.contains('&') ? decoded(query.sliced(key.size())) : std::nullopt;
    if (!name)
        return refuse(HttpStatus::BadRequest, Text::tr("The query must be ?profile=NAME and no more."),
                      names);
    if (!profiles.contains(*name))
        return refuse(HttpStatus::NotFound, Text::tr("There is no profile of that name."), names);
    return *name;
}

QJsonValue orNull(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(formatUtc(time)) : QJsonValue();
}

} // namespace

ApiAccess::ApiAccess(const SecretBytes &token, QStringList names, bool remote)
    : tokenDigest(digestOf(token.view())), hosts(std::move(names)), allowRemote(remote)
{
}

std::variant<ApiCall, ApiRefusal> judge(const HttpRequest &request, const ApiAccess &access,
                                        const std::function<QStringList()> &profiles)
{
    if (auto refused = checkBrowser(request, access))
        return *std::move(refused);
    if (auto refused = checkToken(request, access))
        return *std::move(refused);
    const auto route =
        std::ranges::find_if(routes, [&](const Route &each) { return each.path == request.path(); });
    if (route == routes.cend())
        return refuse(HttpStatus::NotFound, Text::tr("There is nothing here."),
                      Text::tr("POST /api/admin/backup, GET /api/admin/backups, GET /api/admin/health."));
    if (request.method() != route->method) {
        const QString method = QString::fromLatin1(route->method);
        ApiRefusal refused = refuse(HttpStatus::MethodNotAllowed, Text::tr("This takes %1.").arg(method));
        refused.answer.headers = {{"Allow", route->method.toByteArray()}};
        return refused;
    }
    auto chosen = chosenProfile(request.query(), profiles());
    if (auto *refused = std::get_if<ApiRefusal>(&chosen))
        return *std::move(refused);
    return ApiCall{route->kind, std::get<QString>(chosen)};
}

HttpAnswer answerTo(const Result<BackupReport> &report)
{
    if (!report)
        return refusal(report.error());
    return {HttpStatus::Ok, QJsonObject{{u"success"_s, true},
                                        {u"key"_s, report->key},
                                        {u"timestamp"_s, formatUtc(report->takenAt)}}};
}

HttpAnswer answerTo(const Result<QList<BackupEntry>> &newestFirst)
{
    if (!newestFirst)
        return refusal(newestFirst.error());
    QJsonArray backups;
    for (const BackupEntry &entry : *newestFirst) {
        const QString modified = formatUtc(entry.lastModified);
        backups.append(QJsonObject{{u"key"_s, entry.key},
                                   {u"size"_s, entry.size},
                                   {u"last_modified"_s, modified},
                                   {u"created_at"_s, modified}});
    }
    return {HttpStatus::Ok, backups};
}

HttpAnswer answerTo(const QString &profile, const ProfileHealth &health)
{
    const HealthReport &report = health.store.report;
    QJsonObject body{{u"profile"_s, profile},
                     {u"status"_s, healthKey(report.health)},
                     {u"last_backup"_s, orNull(report.lastBackup)},
                     {u"next_scheduled"_s, orNull(health.nextScheduled)},
                     {u"last_proven"_s, orNull(report.drills ? report.drills->restored : QDateTime())},
                     {u"error"_s, QJsonValue()}};
    if (health.store.problem)
        body.insert(u"error"_s, redact(health.store.problem->message));
    return {HttpStatus::Ok, body};
}

} // namespace lifeboat
