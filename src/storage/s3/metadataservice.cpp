// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/metadataservice.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "base/text.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

SecretBytes secretOf(const QJsonObject &object, const QString &name)
{
    QString text = object.value(name).toString();
    SecretBytes secret = secretFrom(text);
    wipe(text);
    return secret;
}

} // namespace

Result<HttpResponse> askMetadataService(const HttpRequest &request, const CancelToken &cancel)
{
    const auto transport = createTransport({.caFile = {}, .useProxy = false});
    if (!transport)
        return fail(transport.error());
    HttpExchange exchange;
    exchange.cancel = cancel;
    return (*transport)->send(request, exchange);
}

Error metadataStatusError(int status, const QString &origin)
{
    const bool theirFault = status >= 500;
    return Error{theirFault ? ErrorCode::ServerFailure : ErrorCode::AuthFailed, u"credentials.metadata"_s,
                 Text::tr("%1 gave no credentials: status %2.").arg(origin).arg(status),
                 theirFault ? Text::tr("Try again in a minute.")
                            : Text::tr("Check the role that is attached, or give an access key."),
                 theirFault};
}

Result<Credentials> parseMetadataCredentials(HttpResponse response, const QString &origin)
{
    if (response.status != 200)
        return fail(metadataStatusError(response.status, origin));
    const QJsonObject object = QJsonDocument::fromJson(response.body).object();
    wipe(response.body);

    const QString code = object.value(u"Code"_s).toString(u"Success"_s);
    if (code != u"Success") {
        return fail(ErrorCode::AuthFailed, u"credentials.metadata"_s,
                    Text::tr("%1 gave no credentials: %2.").arg(origin, quoted(code.left(100))),
                    Text::tr("Check the role that is attached, or give an access key."));
    }
    Credentials credentials{object.value(u"AccessKeyId"_s).toString(), secretOf(object, u"SecretAccessKey"_s),
                            secretOf(object, u"Token"_s),
                            QDateTime::fromString(object.value(u"Expiration"_s).toString(), Qt::ISODate),
                            origin};
    const bool expiryIsSound = !object.contains(u"Expiration"_s) || credentials.expiresAt.isValid();
    if (credentials.accessKeyId.isEmpty() || credentials.secretAccessKey.isEmpty() || !expiryIsSound) {
        return fail(ErrorCode::Protocol, u"credentials.metadata"_s,
                    Text::tr("%1 answered something that is not credentials.").arg(origin),
                    Text::tr("Check what answers there, or give an access key."));
    }
    if (credentials.expiresAt.isValid())
        credentials.expiresAt = credentials.expiresAt.toUTC();
    return credentials;
}

} // namespace lifeboat
