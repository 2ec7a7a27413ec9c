// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/s3/s3address.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/http/proxychoice.h"

#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkEndpoint(const S3Options &options)
{
    const QUrl &endpoint = options.endpoint;
    const auto refuse = [&endpoint](const QString &why) {
        return fail(ErrorCode::Configuration, u"s3.endpoint"_s,
                    Text::tr("The endpoint %1 cannot be used: %2.")
                        .arg(quoted(endpoint.toDisplayString(QUrl::RemoveUserInfo)), why),
                    Text::tr("It looks like https://ACCOUNT.r2.cloudflarestorage.com."));
    };
    if (!endpoint.isValid() || endpoint.host().isEmpty())
        return refuse(Text::tr("it names no host"));
    if (endpoint.scheme() != u"https" && endpoint.scheme() != u"http")
        return refuse(Text::tr("it must begin with https://"));
    if (!endpoint.userInfo().isEmpty())
        return refuse(Text::tr("it contains a name or password"));
    if (endpoint.hasQuery() || endpoint.hasFragment())
        return refuse(Text::tr("it contains a query or fragment"));
    if (endpoint.scheme() == u"http" && !options.allowPlainHttp && !isLoopbackHost(endpoint.host())) {
        return fail(
            ErrorCode::Refused, u"s3.endpoint"_s,
            Text::tr("%1 would be reached without encryption.").arg(endpoint.host()),
            Text::tr("Use https://, or allow plain HTTP in the settings if the network is yours alone."));
    }
    return {};
}

Result<void> checkBucket(const QString &bucket)
{
    static const QRegularExpression valid(u"\\A[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]\\z"_s);
    if (valid.match(bucket).hasMatch())
        return {};
    return fail(ErrorCode::Configuration, u"s3.bucket"_s,
                Text::tr("%1 is not a bucket name.").arg(quoted(bucket.left(100))),
                Text::tr("It has 3 to 63 letters, digits, hyphens or dots."));
}

} // namespace

Result<S3Address> S3Address::of(const S3Options &options)
{
    if (auto checked = checkEndpoint(options); !checked)
        return fail(checked.error());
    if (auto checked = checkBucket(options.bucket); !checked)
        return fail(checked.error());
    S3Address address;
    QByteArray prefix = uriEncode(options.endpoint.path(QUrl::FullyDecoded).toUtf8(), true);
    while (prefix.endsWith('/'))
        prefix.chop(1);
    address.m_base.setScheme(options.endpoint.scheme());
    address.m_base.setHost(options.pathStyle ? options.endpoint.host()
                                             : options.bucket + u'.' + options.endpoint.host());
    address.m_base.setPort(options.endpoint.port());
    address.m_bucketPath =
        options.pathStyle ? prefix + '/' + uriEncode(options.bucket.toUtf8(), false) : prefix;
    address.m_hostHeader = address.m_base.authority(QUrl::FullyEncoded).toLatin1();
    return address;
}

QByteArray S3Address::path(const QString &key) const
{
    if (!key.isEmpty())
        return m_bucketPath + '/' + uriEncode(key.toUtf8(), true);
    return m_bucketPath.isEmpty() ? QByteArray("/") : m_bucketPath;
}

Result<QUrl> S3Address::url(const QByteArray &encodedPath, const QueryPairs &query) const
{
    QByteArray text = m_base.toEncoded() + encodedPath;
    if (!query.isEmpty())
        text += '?' + canonicalQuery(query);
    QUrl url = QUrl::fromEncoded(text, QUrl::StrictMode);
    // A proxy or a server on the way may resolve dot segments (RFC 3986, 6.2.2.3).
    if (url.toEncoded() != text || url.toEncoded(QUrl::NormalizePathSegments) != text) {
        return fail(
            ErrorCode::Usage, u"s3.url"_s,
            Text::tr("The address %1 would be changed on its way.").arg(quoted(QString::fromLatin1(text))),
            Text::tr("Use a simpler name."));
    }
    return url;
}

} // namespace lifeboat
