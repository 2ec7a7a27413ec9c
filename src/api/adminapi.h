// SPDX-License-Identifier: GPL-3.0-or-later
// The rules and the words of the admin API (docs/api.md): who may ask, what a request means, and what the
// answers look like. Pure functions over values; tests/fuzz throws strangers' bytes at them.
#pragma once

#include "api/httprequest.h"
#include "base/secretbytes.h"
#include "service/admindesk.h"

#include <variant>

namespace lifeboat {

/// What the door knows of those who may come in.
struct ApiAccess
{
    ApiAccess(const SecretBytes &token, QStringList names, bool remote);

    SecretBytes tokenDigest; ///< SHA-256, so that comparing says nothing of the token's length either
    QStringList hosts;       ///< names it answers to besides "localhost"
    bool allowRemote;        ///< whether it answers to any address, or to those of this machine's loopback
};

struct ApiCall
{
    enum class Kind { BackUp, List, Health };

    Kind kind = Kind::Health;
    QString profile; ///< one of those there are
};

struct ApiRefusal
{
    HttpAnswer answer;
    bool isGuess = false; ///< a token was given, and it is wrong: to be answered slowly
};

/// What `request` asks for. Nobody without the token learns anything but that it takes one; `profiles` is
/// only called for those with it. No answer quotes the request.
[[nodiscard]] std::variant<ApiCall, ApiRefusal> judge(const HttpRequest &request, const ApiAccess &access,
                                                      const std::function<QStringList()> &profiles);

/// {success, key, timestamp}, as the RustResort backup design has it.
[[nodiscard]] HttpAnswer answerTo(const Result<BackupReport> &report);
/// [{key, size, last_modified, created_at}], newest first.
[[nodiscard]] HttpAnswer answerTo(const Result<QList<BackupEntry>> &newestFirst);
/// {profile, status, last_backup, next_scheduled, last_proven, error}; times are null where there is none,
/// and `error` unless the store cannot be asked.
[[nodiscard]] HttpAnswer answerTo(const QString &profile, const ProfileHealth &health);

} // namespace lifeboat
