// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of credentials share: secrets that can be recognised where they must not appear.
#pragma once

#include "storage/s3/credentials.h"

#include <QList>
#include <QPair>

namespace lifeboat {

inline const QByteArray secretText = "wJalrXUtnFEMI/K7MDENG+HUSH";
inline const QByteArray tokenText = "SESSION-TOKEN-HUSH//==";

inline QProcessEnvironment environmentOf(const QList<QPair<QString, QString>> &variables)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    return environment;
}

inline QByteArray credentialsJson(const QByteArray &id, const QByteArray &expiration,
                                  const QByteArray &more = {})
{
    return "{\"AccessKeyId\":\"" + id + "\",\"SecretAccessKey\":\"" + secretText + "\",\"Token\":\""
           + tokenText + "\",\"Expiration\":\"" + expiration + "\"" + more + "}";
}

inline QString idOf(const Result<std::optional<Credentials>> &answer)
{
    if (!answer)
        return QStringLiteral("error: ") + answer.error().message;
    return *answer ? (*answer)->accessKeyId : QStringLiteral("not my case");
}

inline bool leaks(const Error &error)
{
    const QString text = describe(error) + error.operation;
    return text.contains(u"HUSH");
}

} // namespace lifeboat
