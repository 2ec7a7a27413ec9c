// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/destinationtables.h"

#include "base/format.h"
#include "base/text.h"
#include "storage/objectstore.h"

#include <QRegularExpression>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr auto cloudflareHost = ".r2.cloudflarestorage.com"_L1;

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

QString readJurisdiction(const TableReader &cloudflare)
{
    const QString key = u"jurisdiction"_s;
    const QString found =
        cloudflare.text(key, TableReader::Empty::Absent).value_or(u"default"_s).trimmed().toLower();
    const QStringList known{u"default"_s, u"eu"_s, u"fedramp"_s};
    if (!known.contains(found))
        cloudflare.fail(key,
                        Text::tr("is %1, expected \"default\", \"eu\" or \"fedramp\".").arg(quoted(found)));
    return found;
}

/// The account from the file or CLOUDFLARE_ACCOUNT_ID; empty, with the problem reported, when there is none.
QString readAccount(const TableReader &cloudflare)
{
    const QString key = u"account_id"_s;
    const QString variable = u"CLOUDFLARE_ACCOUNT_ID"_s;
    const bool stated = cloudflare.has(key);
    const QString account =
        (stated ? cloudflare.text(key).value_or(QString()) : cloudflare.environment().value(variable))
            .trimmed();
    const QString origin = stated ? cloudflare.fullName(key) : variable;
    const int line = stated ? cloudflare.line(key) : 0;
    if (account.isEmpty()) {
        cloudflare.report().fail(
            cloudflare.line(), Text::tr("a bucket is named, but not the store it is in."),
            Text::tr("Under [cloudflare], add account_id = \"…\" for Cloudflare R2 (or set %1), or "
                     "endpoint = \"https://…\" for another S3 store.")
                .arg(variable));
    } else if (!matches(account, u"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"_s)) {
        cloudflare.report().fail(
            line,
            Text::tr("%1 is %2, expected the account's 32 hexadecimal digits.").arg(origin, quoted(account)));
    } else if (!matches(account, u"[0-9A-Fa-f]{32}"_s)) {
        cloudflare.report().warn(line, Text::tr("%1 does not look like a Cloudflare account, which is 32 "
                                                "hexadecimal digits.")
                                           .arg(origin));
    }
    return account;
}

/// Cloudflare's dashboard shows an address that ends in the bucket; as an endpoint it would name it twice.
void dropBucketFromPath(const TableReader &cloudflare, const QString &bucket, QUrl &endpoint)
{
    if (!endpoint.host().endsWith(cloudflareHost) || endpoint.path() != u'/' + bucket)
        return;
    endpoint.setPath(QString());
    cloudflare.warn(u"endpoint"_s, Text::tr("ends in the bucket's name, which is left off."));
}

QUrl readEndpoint(const TableReader &cloudflare, const QString &text, const QString &bucket)
{
    const QString key = u"endpoint"_s;
    QUrl endpoint(text.trimmed(), QUrl::StrictMode);
    const QString scheme = endpoint.scheme();
    if (!endpoint.isValid() || endpoint.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        cloudflare.fail(key, Text::tr("is no web address, expected one such as https://s3.example.com."));
        return {};
    }
    if (!endpoint.userInfo().isEmpty() || endpoint.hasQuery() || endpoint.hasFragment()) {
        cloudflare.fail(key, Text::tr("holds more than scheme, host, port and path."),
                        Text::tr("Access keys belong in r2_access_key_id and r2_secret_access_key."));
        return {};
    }
    while (endpoint.path().endsWith(u'/'))
        endpoint.setPath(endpoint.path().chopped(1));
    dropBucketFromPath(cloudflare, bucket, endpoint);
    if (cloudflare.has(u"jurisdiction"_s))
        cloudflare.warn(u"jurisdiction"_s, Text::tr("has no effect beside an endpoint."));
    return endpoint;
}

QUrl cloudflareEndpoint(const QString &account, const QString &jurisdiction)
{
    const QString infix = jurisdiction == u"default" ? QString() : u'.' + jurisdiction;
    return QUrl(u"https://"_s + account.toLower() + infix + cloudflareHost);
}

QString readPrefix(const TableReader &cloudflare)
{
    const QString key = u"prefix"_s;
    QString prefix = cloudflare.text(key, TableReader::Empty::Absent).value_or(QString());
    while (prefix.startsWith(u'/'))
        prefix.remove(0, 1);
    if (!prefix.isEmpty() && !prefix.endsWith(u'/'))
        prefix += u'/';
    if (const auto valid = validateKey(prefix + u"backups"_s); !valid)
        cloudflare.fail(key, Text::tr("cannot begin a key: %1").arg(valid.error().message));
    return prefix;
}

qint64 readSpeed(const TableReader &cloudflare, const QString &key)
{
    const qint64 speed = cloudflare.size(key, 0, TableReader::Size::BytesPerSecond);
    if (speed > 0 && speed < 10'240)
        cloudflare.warn(key, Text::tr("is only %1.").arg(formatRate(static_cast<double>(speed))));
    return speed;
}

/// secret_in_keychain lets the id stand alone; a secret that stands beside it all the same wins.
void readCredentials(const TableReader &cloudflare, LoadedProfile &loaded)
{
    const QString idKey = u"r2_access_key_id"_s;
    const QString secretKey = u"r2_secret_access_key"_s;
    const QString keychainKey = u"secret_in_keychain"_s;
    if (cloudflare.boolean(keychainKey, false) && !cloudflare.has(secretKey)) {
        if (!cloudflare.has(idKey))
            cloudflare.fail(keychainKey, Text::tr("needs %1 beside it.").arg(cloudflare.fullName(idKey)));
        auto &destination = std::get<S3Destination>(loaded.profile.destination);
        destination.secretInKeychain = true;
        destination.accessKeyId = cloudflare.text(idKey).value_or(QString()).trimmed();
        return;
    }
    if (!cloudflare.has(idKey) && !cloudflare.has(secretKey))
        return; // the chain looks further
    for (const auto &[given, other] : {std::pair(idKey, secretKey), std::pair(secretKey, idKey)}) {
        if (!cloudflare.has(other))
            cloudflare.fail(
                given, Text::tr("needs %1 beside it.").arg(cloudflare.fullName(other)),
                Text::tr("Give both, or neither to take them from the environment. An id may stand "
                         "alone with secret_in_keychain = true."));
    }
    const std::optional<QString> id = cloudflare.text(idKey);
    std::optional<SecretBytes> secret = cloudflare.secret(secretKey);
    if (!id || !secret)
        return;
    Credentials credentials;
    credentials.accessKeyId = id->trimmed();
    credentials.secretAccessKey = std::move(*secret);
    credentials.origin = Text::tr("config file");
    loaded.secrets.credentials = std::move(credentials);
}

S3Destination readBucket(const TableReader &backup, const TableReader &cloudflare, const ConfigPaths &paths)
{
    constexpr auto optional = TableReader::Empty::Absent;
    S3Destination destination;
    S3Options &options = destination.options;
    options.bucket = backup.text(u"bucket"_s).value_or(QString()).trimmed();
    if (const auto endpoint = cloudflare.text(u"endpoint"_s, optional)) {
        options.endpoint = readEndpoint(cloudflare, *endpoint, options.bucket);
    } else {
        const QString jurisdiction = readJurisdiction(cloudflare);
        destination.accountId = readAccount(cloudflare);
        options.endpoint = cloudflareEndpoint(destination.accountId, jurisdiction);
    }
    options.region = cloudflare.text(u"region"_s, optional).value_or(options.region).trimmed();
    if (options.region == u"auto" && options.endpoint.host().endsWith(u".amazonaws.com"))
        cloudflare.report().warn(cloudflare.line(),
                                 Text::tr("cloudflare.region is \"auto\", and AWS wants its own, such as "
                                          "\"eu-central-1\"."));
    options.pathStyle = cloudflare.boolean(u"path_style"_s, options.pathStyle);
    options.allowPlainHttp = cloudflare.boolean(u"allow_http"_s, options.allowPlainHttp);
    options.contentMd5 = cloudflare.boolean(u"content_md5"_s, options.contentMd5);
    if (const auto caFile = cloudflare.text(u"ca_file"_s, optional))
        options.caFile = paths.resolved(*caFile);
    options.uploadBytesPerSecond = readSpeed(cloudflare, u"upload_limit"_s);
    options.downloadBytesPerSecond = readSpeed(cloudflare, u"download_limit"_s);
    destination.keyPrefix = readPrefix(cloudflare);
    return destination;
}

} // namespace

void readDestination(const TableReader &document, const ConfigPaths &paths, LoadedProfile &loaded)
{
    const TableReader storage = document.table(u"storage"_s);
    const TableReader folder = storage.table(u"folder"_s);
    const TableReader backup = storage.table(u"backup"_s);
    const TableReader cloudflare = document.table(u"cloudflare"_s);
    if (folder.has(u"path"_s)) {
        if (const auto path = folder.text(u"path"_s))
            loaded.profile.destination = FolderDestination{paths.resolved(*path)};
        if (backup.has(u"bucket"_s))
            backup.warn(u"bucket"_s,
                        Text::tr("is not used: storage.folder.path is set, and the folder wins."));
    } else if (backup.has(u"bucket"_s)) {
        loaded.profile.destination = readBucket(backup, cloudflare, paths);
        readCredentials(cloudflare, loaded);
    } else {
        document.report().fail(
            folder.exists() ? folder.line() : backup.line(),
            Text::tr("no destination for backups is stated."),
            Text::tr("Add bucket = \"…\" under [storage.backup] with account_id = \"…\" under [cloudflare], "
                     "or path = \"…\" under [storage.folder]."));
    }
}

} // namespace lifeboat
