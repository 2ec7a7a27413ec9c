// SPDX-License-Identifier: GPL-3.0-or-later
// Where an access key comes from. A provider answers "here it is", "not my case" (an empty optional,
// the chain goes on) or an error (it is my case and it is broken: the chain stops and says so).
// Providers are thread-safe: upload threads ask them too.
#pragma once

#include "base/canceltoken.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secretbytes.h"

#include <QProcessEnvironment>
#include <QString>
#include <QUrl>

#include <memory>
#include <optional>
#include <vector>

namespace lifeboat {

struct Credentials
{
    QString accessKeyId;
    SecretBytes secretAccessKey;
    SecretBytes sessionToken; ///< empty for long-term keys
    QDateTime expiresAt;      ///< UTC; invalid: never
    QString origin;           ///< "config file", "environment R2_ACCESS_KEY_ID", "EC2 instance role x"

    [[nodiscard]] Credentials clone() const;
};

class CredentialsProvider
{
public:
    virtual ~CredentialsProvider() = default;
    [[nodiscard]] virtual Result<std::optional<Credentials>> fetch(const CancelToken &cancel) = 0;
    /// For "looked in …" messages: "the file ~/.aws/credentials"; empty: not worth naming.
    [[nodiscard]] virtual QString place() const { return {}; }

protected:
    CredentialsProvider() = default;
    Q_DISABLE_COPY_MOVE(CredentialsProvider)
};

/// Keys stated outright (config file, keychain).
[[nodiscard]] std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials);

/// First complete pair of BACKUP_S3_ACCESS_KEY/BACKUP_S3_SECRET_KEY, R2_ACCESS_KEY_ID/R2_SECRET_ACCESS_KEY,
/// AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY(/AWS_SESSION_TOKEN). Half a pair is an error naming the other
/// half.
[[nodiscard]] std::shared_ptr<CredentialsProvider> environmentCredentials(
    const QProcessEnvironment &environment);

/// ~/.aws/credentials (AWS_SHARED_CREDENTIALS_FILE), profile AWS_PROFILE or "default".
[[nodiscard]] std::shared_ptr<CredentialsProvider> sharedFileCredentials(
    const QProcessEnvironment &environment);

/// ECS and EKS: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (host 169.254.170.2) or …_FULL_URI (https, loopback or
/// the documented link-local hosts only) with AWS_CONTAINER_AUTHORIZATION_TOKEN(_FILE).
[[nodiscard]] std::shared_ptr<CredentialsProvider> containerCredentials(
    const QProcessEnvironment &environment);

/// EC2 instance role over IMDSv2, at AWS_EC2_METADATA_SERVICE_ENDPOINT or http://169.254.169.254; one second
/// to connect, then "not my case". AWS_EC2_METADATA_DISABLED=true skips it.
[[nodiscard]] std::shared_ptr<CredentialsProvider> instanceCredentials(
    const QProcessEnvironment &environment);

/// Asks each link in order and keeps the answer until five minutes before it expires. When no link answers:
/// ErrorCode::AuthFailed with every place that was looked at.
[[nodiscard]] std::shared_ptr<CredentialsProvider> credentialsChain(
    std::vector<std::shared_ptr<CredentialsProvider>> links, std::shared_ptr<Clock> clock);

} // namespace lifeboat
