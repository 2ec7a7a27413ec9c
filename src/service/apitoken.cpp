// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/apitoken.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "base/text.h"
#include "crypto/keys.h"
#include "engine/config/configpaths.h"
#include "service/profilefiles.h"

#include <QFileInfo>

#include <algorithm>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

const QString variable = u"LIFEBOAT_API_TOKEN"_s;
constexpr qsizetype leastLength = 32;
constexpr qsizetype mostLength = 1024;

/// What fits behind "Authorization: Bearer " and cannot be tried out.
Result<SecretBytes> tokenFrom(const QString &text)
{
    SecretBytes token = secretFrom(text);
    const bool isPlain = std::ranges::all_of(token.view(), [](char c) { return c > ' ' && c < 0x7f; });
    if (isPlain && token.size() >= leastLength && token.size() <= mostLength)
        return token;
    return fail(ErrorCode::Refused, u"api.token"_s,
                Text::tr("%1 is no token: it must have %2 to %3 characters of ASCII without spaces.")
                    .arg(variable, QString::number(leastLength), QString::number(mostLength)),
                Text::tr("Make one with: openssl rand -base64 32"));
}

} // namespace

QString apiTokenFile(const ApiSettings &api, const QString &settingsFile,
                     const QProcessEnvironment &environment)
{
    return api.tokenFile.isEmpty() ? QFileInfo(settingsFile).path() + u"/api-token"_s
                                   : ConfigPaths(settingsFile, environment).resolved(api.tokenFile);
}

Result<SecretBytes> readApiToken(const QString &file, const QProcessEnvironment &environment)
{
    if (environment.contains(variable))
        return tokenFrom(environment.value(variable));
    const auto key = readKeyFile(file);
    if (key)
        return encodeKey(*key);
    if (key.error().code != ErrorCode::NotFound)
        return fail(key.error());
    return fail(ErrorCode::NotFound, u"api.token"_s,
                Text::tr("The admin API is not started: it has no token. There is no %1, and %2 is not set.")
                    .arg(quoted(file), variable),
                Text::tr("Make one with: lifeboat-cli serve --new-api-token"));
}

Result<void> makeApiToken(const QString &file)
{
    const auto key = generateKey();
    if (!key)
        return fail(key.error());
    if (const auto made = makePrivateFolder(QFileInfo(file).path()); !made)
        return made;
    const auto written = writeKeyFile(file, *key);
    if (written || written.error().code != ErrorCode::AlreadyExists)
        return written;
    return fail(
        ErrorCode::AlreadyExists, u"api.token"_s, Text::tr("%1 is there already.").arg(quoted(file)),
        Text::tr("If it is a token that is to be replaced, remove it first. Clients then need the new "
                 "one, and \"lifeboat-cli serve\" a restart."));
}

} // namespace lifeboat
